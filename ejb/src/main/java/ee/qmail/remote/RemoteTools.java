package ee.qmail.remote;

import ee.qmail.remote.tls.TlsClient;
import ee.qmail.remote.tls.TlsFailures;
import ee.qmail.remote.tls.TlsRules;

/** The parts that all deliveries share: how they speak TLS, and what they remember of other servers. */
record RemoteTools(
        TcpTo tcpTo,
        TlsRules rules,
        TlsClient tls,
        TlsFailures tlsFailures,
        KeptConnections connections,
        RefusedLogins refusedLogins) {}
