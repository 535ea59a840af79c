package ee.qmail.sasl;

/**
 * The header of SCRAM and OAUTHBEARER (RFC 5801 4): what the client thinks of channel binding, and whom it wants to be.
 *
 * @param flag {@code n}, {@code y} or {@code p}
 * @param binding the type of binding behind {@code p=}; null without
 * @param authorization empty if none is given
 * @param length characters that it takes, with its last comma
 */
record Gs2Header(char flag, String binding, String authorization, int length) {
    static Gs2Header read(String text) throws MalformedException {
        int first = text.indexOf(',');
        int second = text.indexOf(',', first + 1);
        if (first < 1 || second < 0) {
            throw new MalformedException();
        }
        String flag = text.substring(0, first);
        String authorization = text.substring(first + 1, second);
        return new Gs2Header(flag(flag), binding(flag), authorization(authorization), second + 1);
    }

    private static char flag(String flag) throws MalformedException {
        boolean alone = flag.equals("n") || flag.equals("y");
        if (!alone && !(flag.startsWith("p=") && flag.length() > 2)) {
            throw new MalformedException();
        }
        return flag.charAt(0);
    }

    private static String binding(String flag) {
        return flag.startsWith("p=") ? flag.substring(2) : null;
    }

    /** An empty name is none in the grammar, but libgsasl sends one. */
    private static String authorization(String field) throws MalformedException {
        if (field.isEmpty() || field.equals("a=")) {
            return "";
        }
        if (!field.startsWith("a=")) {
            throw new MalformedException();
        }
        return SaslText.saslName(field.substring(2));
    }
}
