package ee.qmail.maildrop;

import ee.qmail.mail.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The rest of a file from some octet on. */
record FileBody(Path file, long begin, long size) implements Body {
    @Override
    public InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        channel.position(begin);
        return Channels.newInputStream(channel);
    }
}
