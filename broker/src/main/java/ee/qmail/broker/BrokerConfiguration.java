package ee.qmail.broker;

import ee.qmail.contract.Queues;
import java.nio.file.Path;
import java.util.Map;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** Artemis as {@link EmbeddedBroker} wants it: where its files are, how its journal is written, which queues there are. */
final class BrokerConfiguration {
    private static final long MEGABYTE = 1024 * 1024;
    /** For messages, in octets; beyond it they are on the disk alone. */
    static final long MEMORY = 64 * MEGABYTE;

    private static final int DISK_SCAN_MILLIS = 1_000;

    /** Files of the journal that are there at least. */
    static final int JOURNAL_FILES = 4;

    /** Octets of each file, by its part; those of the bindings are Artemis' own choice. */
    static final Map<String, Integer> JOURNAL_FILE_SIZE =
            Map.of("bindings", (int) MEGABYTE, "journal", (int) (16 * MEGABYTE));

    private BrokerConfiguration() {}

    /** @param acceptor the name of the one for connections from outside, which come by a door of ours */
    static Configuration of(Path directory, Integer port, String acceptor) {
        try {
            Configuration configuration = new ConfigurationImpl()
                    .setName("qmail")
                    .setPersistenceEnabled(true)
                    .setJournalDirectory(directory.resolve("journal").toString())
                    .setBindingsDirectory(directory.resolve("bindings").toString())
                    .setPagingDirectory(directory.resolve("paging").toString())
                    .setLargeMessagesDirectory(directory.resolve("large").toString())
                    .setNodeManagerLockDirectory(directory.resolve("lock").toString())
                    .setSecurityEnabled(true)
                    .setJMXManagementEnabled(false)
                    .setGracefulShutdownEnabled(false)
                    .setPersistDeliveryCountBeforeDelivery(false)
                    .setMaxDiskUsage(95)
                    .setDiskScanPeriod(DISK_SCAN_MILLIS)
                    .addAcceptorConfiguration("in-vm", "vm://0");
            tuneJournal(configuration);
            addQueues(configuration);
            configuration.registerBrokerPlugin(new ExpiryReasons());
            configuration.registerBrokerPlugin(new KnownClients());
            if (port != null) {
                // within the process: connections come by the door
                configuration.addAcceptorConfiguration(
                        acceptor, "tcp://" + acceptor + ":" + port + "?protocols=CORE;useInvm=true");
            }
            return configuration;
        } catch (Exception e) {
            throw new IllegalArgumentException("broker configuration for " + directory, e);
        }
    }

    private static void tuneJournal(Configuration configuration) {
        configuration
                .setJournalType(JournalType.NIO)
                .setJournalDatasync(true)
                .setJournalFileSize(JOURNAL_FILE_SIZE.get("journal"))
                .setJournalMinFiles(JOURNAL_FILES)
                .setJournalPoolFiles(16)
                // ids of duplicate detection hold files for 20,000 messages: at the default of 10 a steady flow is
                // compacted over and over
                .setJournalCompactMinFiles(24)
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                // nanoseconds a flush waits for company; the default of 3.3 ms is for spinning disks
                .setJournalBufferTimeout_NIO(200_000)
                .setGlobalMaxSize(MEMORY)
                .setIDCacheSize(20_000)
                .setPersistIDCache(true);
    }

    private static void addQueues(Configuration configuration) {
        for (String name : Queues.OWN) {
            configuration.addAddressConfiguration(new CoreAddressConfiguration()
                    .setName(name)
                    .addRoutingType(RoutingType.ANYCAST)
                    .addQueueConfiguration(QueueConfiguration.of(name)
                            .setAddress(name)
                            .setRoutingType(RoutingType.ANYCAST)
                            .setDurable(true)));
        }
        configuration.addAddressConfiguration(
                new CoreAddressConfiguration().setName(Queues.EVENTS).addRoutingType(RoutingType.MULTICAST));
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setDeadLetterAddress(SimpleString.of(Queues.DEAD))
                        .setExpiryAddress(SimpleString.of(Queues.DEAD))
                        // a stuck message is tried for about a day before an administrator has to look at it
                        .setMaxDeliveryAttempts(100)
                        .setRedeliveryDelay(1_000)
                        .setRedeliveryMultiplier(2)
                        .setMaxRedeliveryDelay(15 * 60 * 1_000)
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                        .setPageSizeBytes((int) (4 * MEGABYTE))
                        .setAutoDeleteQueues(false)
                        .setAutoDeleteAddresses(false));
    }
}
