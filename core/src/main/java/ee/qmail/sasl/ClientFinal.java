package ee.qmail.sasl;

import java.util.Base64;

/**
 * The last message of a SCRAM client: {@code c=BINDING,r=NONCE,p=PROOF} (RFC 5802 7), with extensions before the proof that this server
 * does not know and need not.
 *
 * @param binding base64, as sent
 * @param withoutProof all before the comma of the proof, as sent
 */
record ClientFinal(String binding, String nonce, String withoutProof, byte[] proof) {
    static ClientFinal read(String text, int proofOctets) throws MalformedException {
        int comma = text.lastIndexOf(",p=");
        if (comma < 0) {
            throw new MalformedException();
        }
        String withoutProof = text.substring(0, comma);
        String[] fields = withoutProof.split(",", -1);
        if (fields.length < 2 || !fields[0].startsWith("c=") || !fields[1].startsWith("r=")) {
            throw new MalformedException();
        }
        byte[] proof = decoded(text.substring(comma + 3));
        if (proof.length != proofOctets) {
            throw new MalformedException();
        }
        return new ClientFinal(fields[0].substring(2), fields[1].substring(2), withoutProof, proof);
    }

    private static byte[] decoded(String base64) throws MalformedException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedException();
        }
    }
}
