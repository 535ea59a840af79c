/**
 * A resource adapter with ActiveMQ Artemis inside, for servers without a JMS provider. Units go into the broker, and
 * messages come out of it, without sessions (ADR 10, ADR 12); no other module knows classes of Artemis. It may know
 * what {@code core} offers to a broker, and no bean.
 *
 * <p>Consumers run on threads of their own, since a delivery may take minutes.
 */
package ee.qmail.broker;
