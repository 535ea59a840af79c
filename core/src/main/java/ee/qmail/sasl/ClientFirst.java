package ee.qmail.sasl;

import ee.qmail.text.Characters;

/**
 * The first message of a SCRAM client: {@code n,,n=USER,r=NONCE} (RFC 5802 7). What is behind the nonce are extensions that this server
 * does not know and need not.
 *
 * @param headerText the header as sent
 * @param bare all behind the header, as sent
 * @param user with its escapes undone
 */
record ClientFirst(Gs2Header header, String headerText, String bare, String user, String nonce) {
    static ClientFirst read(String text, int maxNonce) throws MalformedException {
        Gs2Header header = Gs2Header.read(text);
        String bare = text.substring(header.length());
        // an extension that must be understood, m=, is in the place of the name
        String[] fields = bare.split(",", -1);
        if (fields.length < 2 || !fields[0].startsWith("n=") || !fields[1].startsWith("r=")) {
            throw new MalformedException();
        }
        String user = SaslText.saslName(fields[0].substring(2));
        String nonce = fields[1].substring(2);
        boolean printable = Characters.all(nonce, c -> c > ' ' && c < 0x7f);
        if (nonce.isEmpty() || nonce.length() > maxNonce || !printable || bare.indexOf('\0') >= 0) {
            throw new MalformedException();
        }
        return new ClientFirst(header, text.substring(0, header.length()), bare, user, nonce);
    }
}
