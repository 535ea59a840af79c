package ee.qmail.tls;

import ee.qmail.home.SecretFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Private keys in the three forms of PEM files: PKCS #8 (RFC 5958), which the JDK reads, and those of RSA (PKCS #1, RFC 8017 A.1.2) and of
 * elliptic curves (SEC 1, RFC 5915), which are wrapped into the first one. The first may be encrypted (CERT-2).
 */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final byte[] NULL = {5, 0};
    /** The tag of the curve in SEC 1. */
    private static final int CURVE = 0xA0;

    private static final int SEQUENCE = 0x30;
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private PrivateKeys() {}

    /**
     * Reads a key.
     *
     * @param password the file with the password of an encrypted key; null: it must not be encrypted
     * @return empty if the block is no private key
     */
    static Optional<PrivateKey> of(PemFile.Block block, Path password) throws WrongPemException {
        if (block.isEncrypted()) {
            throw new WrongPemException(
                    "the private key is encrypted in the old form of OpenSSL (Proc-Type: 4,ENCRYPTED),"
                            + " which is easily guessed: must be PKCS #8, as openssl pkcs8 -topk8 -in OLD -out NEW writes it");
        }
        return switch (block.type()) {
            case "ENCRYPTED PRIVATE KEY" -> Optional.of(key(decrypted(block.content(), password)));
            case "PRIVATE KEY" -> Optional.of(key(block.content()));
            case "RSA PRIVATE KEY" ->
                Optional.of(key(wrapped(Der.sequence(Der.oid("1.2.840.113549.1.1.1"), NULL), block.content())));
            case "EC PRIVATE KEY" ->
                Optional.of(key(
                        wrapped(Der.sequence(Der.oid("1.2.840.10045.2.1"), curve(block.content())), block.content())));
            default -> Optional.empty();
        };
    }

    private static byte[] decrypted(byte[] content, Path file) throws WrongPemException {
        char[] password = password(file);
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
            // of PBES2 the JDK tells the name of all its parts in the parameters alone
            boolean inParts =
                    info.getAlgName().equals(PBES2) || info.getAlgName().equals("PBES2");
            String algorithm = inParts ? info.getAlgParameters().toString() : info.getAlgName();
            SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException | NoSuchAlgorithmException | NoSuchPaddingException e) {
            throw new WrongPemException(
                    "the private key is encrypted in a way that Java does not know: must be by AES, as openssl pkcs8 -topk8"
                            + " -v2 aes-256-cbc -in OLD -out NEW writes it",
                    e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new WrongPemException(
                    "the private key cannot be decrypted: " + file.getFileName() + " must have its password, in ASCII",
                    e);
        }
    }

    private static char[] password(Path file) throws WrongPemException {
        if (file == null) {
            throw new WrongPemException(
                    "the private key is encrypted: must be without a password, as openssl pkey writes"
                            + " it, in a file for its owner alone");
        }
        try {
            return SecretFile.read(file).toCharArray();
        } catch (NoSuchFileException e) {
            throw new WrongPemException(
                    "the private key is encrypted: must have its password in " + file.getFileName()
                            + " beside it, a file for its owner alone, or be without one, as openssl pkey writes it",
                    e);
        } catch (IOException e) {
            throw new WrongPemException(
                    "the private key is encrypted, and its password cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return Der.sequence(Der.integer(BigInteger.ZERO), algorithm, Der.octets(key));
    }

    private static PrivateKey key(byte[] pkcs8) throws WrongPemException {
        InvalidKeySpecException trouble = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                trouble = trouble == null ? e : trouble;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(algorithm + " is part of each JDK", e);
            }
        }
        throw new WrongPemException(
                "the private key cannot be read: must be one for RSA or for the curve P-256 or P-384", trouble);
    }

    /** The parameters of the curve, as they stand in the key. */
    private static byte[] curve(byte[] sec1) throws WrongPemException {
        ByteBuffer key = ByteBuffer.wrap(sec1);
        try {
            if (enter(key) == SEQUENCE) {
                while (key.hasRemaining()) {
                    int tag = enter(key.duplicate());
                    byte[] content = content(key);
                    if (tag == CURVE) {
                        return content;
                    }
                }
            }
        } catch (RuntimeException e) {
            throw new WrongPemException("the block EC PRIVATE KEY cannot be read", e);
        }
        throw new WrongPemException(
                "the block EC PRIVATE KEY does not name its curve: must be as openssl pkey writes it");
    }

    /** Goes to the first octet of the content. @return the tag */
    private static int enter(ByteBuffer der) {
        int tag = der.get() & 0xFF;
        length(der);
        return tag;
    }

    private static int length(ByteBuffer der) {
        int first = der.get() & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | der.get() & 0xFF;
        }
        return length;
    }

    private static byte[] content(ByteBuffer der) {
        der.get();
        int length = length(der);
        if (length < 0 || length > der.remaining()) {
            throw new IllegalArgumentException("a length that is too large");
        }
        byte[] content = new byte[length];
        der.get(content);
        return content;
    }
}
