package ee.qmail.bench.peer;

import java.net.InetSocketAddress;

/** A peer with one server of its own in a place of its own. */
abstract class OwnPeer implements Peer {
    final Place place;
    /** Null until it is started. */
    Server server;

    OwnPeer(Place place) {
        this.place = place;
    }

    @Override
    public ProcessTree processes() {
        return server.tree();
    }

    @Override
    public long liveHeap() {
        return isCompiledAtWork() ? server.liveHeap() : 0;
    }

    @Override
    public InetSocketAddress smtp() {
        return place.smtp();
    }

    @Override
    public InetSocketAddress smtps() {
        return place.smtps();
    }

    @Override
    public InetSocketAddress pop3() {
        return place.pop3();
    }

    @Override
    public InetSocketAddress pop3s() {
        return place.pop3s();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
