package ee.qmail.status;

import ee.qmail.address.DomainLookup;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.OpenConnection;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.tcpserver.AddressBlocks;
import ee.qmail.text.Sentence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Conditions on open connections.
 *
 * @param door null: any
 * @param clients null: any
 * @param login a part of the address whose user has logged in, in lower case; empty: any, and none too
 */
public record ConnectionFilter(Door door, AddressBlocks clients, String login) {
    public static final ConnectionFilter ALL = new ConnectionFilter(null, null, "");

    /**
     * As they are typed.
     *
     * @param door its label, such as {@code submissions}; null or blank: any
     * @param address of clients, or a block of addresses; null or blank: any
     * @param login a part of an address; null or blank: any
     * @throws InvalidInputException if one makes no sense
     */
    public static ConnectionFilter of(String door, String address, String login) {
        return new ConnectionFilter(
                isBlank(door) ? null : door(door.strip()),
                isBlank(address) ? null : clients(address.strip()),
                isBlank(login) ? "" : DomainLookup.lower(login.strip()));
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    /**
     * @param label such as {@code submissions}
     * @throws InvalidInputException if there is no such door
     */
    public static Door door(String label) {
        return Arrays.stream(Door.values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("door", Sentence.of("connection.door", label, labels())));
    }

    private static String labels() {
        return Arrays.stream(Door.values()).map(Door::label).collect(Collectors.joining(", "));
    }

    private static AddressBlocks clients(String address) {
        try {
            return new AddressBlocks(List.of(address));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "address", Sentence.of("connection.address", address, Sentence.of("tcp.block")));
        }
    }

    boolean fits(OpenConnection connection) {
        Client client = connection.client();
        return (door == null || client.door() == door)
                && (clients == null || clients.contains(client.peer().remote().getAddress()))
                && (login.isEmpty()
                        || client.isLoggedIn()
                                && DomainLookup.lower(client.login()).contains(login));
    }
}
