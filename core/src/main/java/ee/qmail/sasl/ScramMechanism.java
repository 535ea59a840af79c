package ee.qmail.sasl;

import ee.qmail.contract.Identity;
import ee.qmail.contract.ScramSecret;
import ee.qmail.sasl.SaslStep.AskSecret;
import ee.qmail.sasl.SaslStep.Challenge;
import ee.qmail.sasl.SaslStep.CheckProof;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;
import ee.qmail.sasl.SaslStep.Success;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * SCRAM-SHA-256 and its -PLUS (RFC 5802, RFC 7677). The client sends its name and a nonce, is told salt and count, and proves that it
 * knows the password; then this server proves that it knows the secret, and the client says that it has seen it with an empty message.
 */
final class ScramMechanism extends Mechanism {
    /** Octets of a message: a name whose octets are all escaped, twice, and two nonces. */
    private static final int MAX_MESSAGE = 4096;

    private static final int MAX_NONCE = 512;
    private static final int NONCE_OCTETS = 18;
    private static final int PROOF_OCTETS = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private enum Phase {
        FIRST,
        FINAL,
        SEEN
    }

    private final SaslMechanism name;
    private final SaslOffer offer;
    private final Supplier<String> nonces;
    private Phase phase = Phase.FIRST;
    private ClientFirst first;
    private ScramSecret secret;
    private String nonce;
    private String serverFirst;
    private byte[] authMessage;
    private Identity identity;

    ScramMechanism(SaslMechanism name, SaslOffer offer) {
        this(name, offer, ScramMechanism::randomNonce);
    }

    /** @param nonces this server's part of each nonce: printable, without a comma */
    ScramMechanism(SaslMechanism name, SaslOffer offer, Supplier<String> nonces) {
        this.name = name;
        this.offer = offer;
        this.nonces = nonces;
    }

    private static String randomNonce() {
        byte[] random = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(random);
        return Scram.base64(random);
    }

    @Override
    int maxMessage() {
        return MAX_MESSAGE;
    }

    @Override
    SaslStep tooLong() {
        return Failure.of(Reason.MALFORMED);
    }

    @Override
    SaslStep message(byte[] message) throws MalformedException {
        return switch (phase) {
            case FIRST -> first(SaslText.utf8(message));
            case FINAL -> last(SaslText.utf8(message));
            case SEEN -> seen(message);
        };
    }

    private SaslStep first(String text) throws MalformedException {
        first = ClientFirst.read(text, MAX_NONCE);
        if (first.header().binding() != null != (name == SaslMechanism.SCRAM_SHA_256_PLUS)) {
            throw new MalformedException();
        }
        boolean refused = isDowngraded() || !isBindingKnown() || isForSomebodyElse();
        return refused ? Failure.of(Reason.WRONG) : new AskSecret(first.user());
    }

    /** A client that could bind thinks that we cannot, although we said so: somebody between us has changed our list (RFC 5802 6). */
    private boolean isDowngraded() {
        return first.header().flag() == 'y' && offer.mechanisms().contains(SaslMechanism.SCRAM_SHA_256_PLUS);
    }

    private boolean isBindingKnown() {
        return first.header().binding() == null || bindingOctets() != null;
    }

    private boolean isForSomebodyElse() {
        return SaslText.isForSomebodyElse(first.header().authorization(), first.user());
    }

    /** Null if there are none for the type that the client has chosen. */
    private byte[] bindingOctets() {
        return switch (first.header().binding()) {
            case "tls-exporter" -> offer.tlsExporter();
            case "tls-server-end-point" -> offer.tlsServerEndPoint();
            default -> null;
        };
    }

    @Override
    SaslStep secret(ScramSecret found) {
        if (first == null || secret != null) {
            return super.secret(found);
        }
        secret = found;
        nonce = first.nonce() + nonces.get();
        serverFirst = "r=" + nonce + ",s=" + Scram.base64(found.salt()) + ",i=" + found.iterations();
        phase = Phase.FINAL;
        return new Challenge(serverFirst.getBytes(StandardCharsets.US_ASCII));
    }

    private SaslStep last(String text) throws MalformedException {
        ClientFinal last = ClientFinal.read(text, PROOF_OCTETS);
        authMessage = (first.bare() + "," + serverFirst + "," + last.withoutProof()).getBytes(StandardCharsets.UTF_8);
        boolean right = isEqual(last.nonce(), nonce)
                & isEqual(last.binding(), Scram.base64(expectedBinding()))
                & Scram.proves(last.proof(), secret, authMessage);
        return new CheckProof(first.user(), secret, right);
    }

    /** The client's header once more, which nobody can have changed then, and the octets of the TLS session. */
    private byte[] expectedBinding() {
        byte[] header = first.headerText().getBytes(StandardCharsets.UTF_8);
        if (first.header().binding() == null) {
            return header;
        }
        byte[] octets = bindingOctets();
        byte[] both = Arrays.copyOf(header, header.length + octets.length);
        System.arraycopy(octets, 0, both, header.length, octets.length);
        return both;
    }

    private static boolean isEqual(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    /** The proof of this server goes first: SMTP and POP3 have no room for it beside their good reply (RFC 4954 4). */
    @Override
    SaslStep accepted(Identity found) {
        identity = found;
        phase = Phase.SEEN;
        return new Challenge(Scram.ascii("v=" + Scram.base64(Scram.serverSignature(secret, authMessage))));
    }

    private SaslStep seen(byte[] message) throws MalformedException {
        if (message.length > 0) {
            throw new MalformedException();
        }
        return new Success(identity);
    }
}
