package ee.qmail.rar.listener;

import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Copies a stream to a connection, as much at a time as the client takes; holds no thread while the client is slow. */
public final class StreamWriter {
    private static final Logger LOG = Logger.getLogger(StreamWriter.class.getName());
    private static final int CHUNK = 32 * 1024;

    public enum Progress {
        /** The whole stream is written. */
        DONE,
        /** The client has to take some of it first. */
        PAUSED,
        /** The stream broke off, or the client is gone. */
        FAILED
    }

    private final InputStream stream;
    private final Channel channel;
    private final byte[] buffer = new byte[CHUNK];
    private boolean paused;

    public StreamWriter(InputStream stream, Channel channel) {
        this.stream = stream;
        this.channel = channel;
    }

    /** Reads and writes until the end or until the client is slow; on a worker. */
    public Progress writeSome() {
        try {
            while (channel.isWritable()) {
                int length = stream.read(buffer);
                if (length < 0) {
                    stream.close();
                    return Progress.DONE;
                }
                channel.write(channel.alloc().buffer(length).writeBytes(buffer, 0, length));
            }
            channel.flush();
            if (channel.isActive()) {
                return Progress.PAUSED;
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a message could not be read to its end", e);
        }
        close();
        return Progress.FAILED;
    }

    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a message file could not be closed", e);
        }
    }

    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
    }

    public boolean isPaused() {
        return paused;
    }
}
