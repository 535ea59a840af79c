package ee.qmail.it.harness;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Memory, threads and files of another JVM of the same user, by JMX. */
public final class Vitals implements AutoCloseable {
    /**
     * What there is at one moment.
     *
     * @param liveHeap octets after a full garbage collection
     * @param threads how many by kind: their names without numbers; without those that JMX itself needs
     * @param files open file descriptors, sockets too
     */
    public record Sample(long liveHeap, Map<String, Integer> threads, long files) {
        public int threadsOutside(Set<String> kinds) {
            return threads.entrySet().stream()
                    .filter(kind -> !kinds.contains(kind.getKey()))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }

        public int threadsOf(String kind) {
            return threads.getOrDefault(kind, 0);
        }
    }

    private final JMXConnector connector;
    private final MemoryMXBean memory;
    private final ThreadMXBean threads;
    private final UnixOperatingSystemMXBean system;

    public Vitals(long pid) {
        try {
            VirtualMachine other = VirtualMachine.attach(String.valueOf(pid));
            try {
                connector = JMXConnectorFactory.connect(new JMXServiceURL(other.startLocalManagementAgent()));
            } finally {
                other.detach();
            }
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            memory = ManagementFactory.getPlatformMXBean(beans, MemoryMXBean.class);
            threads = ManagementFactory.getPlatformMXBean(beans, ThreadMXBean.class);
            system = ManagementFactory.getPlatformMXBean(beans, UnixOperatingSystemMXBean.class);
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException("process " + pid + " cannot be looked into", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Sample sample() {
        memory.gc();
        memory.gc(); // what the first one made reachable for cleaners
        return new Sample(memory.getHeapMemoryUsage().getUsed(), threadsByKind(), openFiles());
    }

    public long openFiles() {
        return system.getOpenFileDescriptorCount();
    }

    private Map<String, Integer> threadsByKind() {
        Map<String, Integer> kinds = new TreeMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && !thread.getThreadName().matches("(RMI|JMX|Attach|GC Daemon).*")) {
                kinds.merge(kind(thread.getThreadName()), 1, Integer::sum);
            }
        }
        return kinds;
    }

    private static String kind(String name) {
        return name.replaceAll("@[0-9a-f]+", "").replaceAll("[0-9]+", "#");
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
