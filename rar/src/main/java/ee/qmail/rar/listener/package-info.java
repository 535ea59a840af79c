/**
 * The frame of all ports: Netty, connections, the session on each of them, and the calls of the beans that answer it.
 *
 * <p>A connection belongs to one event loop. Work that may block is done by threads of the server's {@code
 * WorkManager}, and the answer comes back to the event loop.
 */
package ee.qmail.rar.listener;
