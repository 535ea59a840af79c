package ee.qmail.smtp;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The client's side of AUTH (RFC 4954), the strongest mechanism that the server offers first (RTLS-16). PLAIN and LOGIN, which tell the
 * password, are used behind TLS only.
 */
final class ClientLogin {
    private static final String SCRAM = "SCRAM-SHA-256";
    private static final int NONCE_OCTETS = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClientSecurity as;
    private final Deque<String> mechanisms = new ArrayDeque<>();
    private final ScramClient scram;
    private String mechanism;
    /** Challenges that the mechanism has answered. */
    private int answered;
    /** The server has proved that it knows the password, or need not. */
    private boolean proved;

    private ClientLogin(ClientSecurity as, List<String> mechanisms, String nonce) {
        this.as = as;
        this.mechanisms.addAll(mechanisms);
        this.scram = new ScramClient(as.user(), as.password(), nonce);
    }

    /**
     * @param offered names of mechanisms in upper case
     * @param encrypted whether there is TLS
     */
    static ClientLogin of(ClientSecurity as, List<String> offered, boolean encrypted) {
        byte[] nonce = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(nonce);
        return of(as, offered, encrypted, base64(nonce));
    }

    /** @param nonce of SCRAM, which must be another each time */
    static ClientLogin of(ClientSecurity as, List<String> offered, boolean encrypted, String nonce) {
        Stream<String> telling = Stream.of("PLAIN", "LOGIN").filter(name -> encrypted && offered.contains(name));
        Stream<String> proving = Stream.of(SCRAM).filter(offered::contains);
        return new ClientLogin(as, Stream.concat(proving, telling.limit(1)).toList(), nonce);
    }

    /** The command with the next mechanism; empty if there is none left. A server may know no secret for SCRAM, and the password all the same. */
    Optional<String> next() {
        mechanism = mechanisms.poll();
        answered = 0;
        proved = !SCRAM.equals(mechanism);
        return Optional.ofNullable(mechanism).map(name -> "AUTH " + name + initial());
    }

    private String initial() {
        return switch (mechanism) {
            case SCRAM -> " " + base64(scram.first());
            case "PLAIN" -> " " + base64("\0" + as.user() + "\0" + as.password());
            default -> "";
        };
    }

    /**
     * The answer to a challenge.
     *
     * @param challenge in base64, or what a server says in its place
     * @return a line; {@code *}, which ends the exchange, if it cannot be answered
     */
    String answer(String challenge) {
        answered++;
        return switch (mechanism) {
            case SCRAM -> scramAnswer(challenge);
            case "LOGIN" -> answered == 1 ? base64(as.user()) : answered == 2 ? base64(as.password()) : "*";
            default -> "*";
        };
    }

    private String scramAnswer(String challenge) {
        Optional<String> decoded = decoded(challenge);
        if (answered == 1) {
            return decoded.flatMap(scram::last).map(ClientLogin::base64).orElse("*");
        }
        proved = answered == 2 && decoded.filter(scram::isProvedBy).isPresent();
        return proved ? "" : "*";
    }

    /** Tells whether the server was to prove that it knows the password, and did not: it must not be told it then. */
    boolean isUnproved() {
        return answered > 1 && !proved;
    }

    /** Tells whether a positive reply may be believed (RFC 5802 5): a server that does not know the password could say it too. */
    boolean isProved() {
        return proved;
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
