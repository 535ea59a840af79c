package ee.qmail.inject;

import java.util.List;

/**
 * An address, made whole (IN-6).
 *
 * @param written as it goes into the header
 * @param plain as it goes into the envelope, without quotes
 */
record Address(String written, String plain) {
    private static final Address EMPTY = new Address("", "");

    /** @param tokens without comments; a source route at their beginning is dropped */
    static Address of(List<Token> tokens, HostDefaults defaults) {
        List<Token> address = withoutRoute(tokens);
        int at = lastAt(address);
        List<Token> local = at < 0 ? address : address.subList(0, at);
        List<Token> host = at < 0 ? List.of() : address.subList(at + 1, address.size());
        if (local.isEmpty() && host.isEmpty()) {
            return EMPTY;
        }
        String hostText = withoutLastDot(written(host));
        if (hostText.equals("[]")) {
            return new Address(written(address), plain(local) + "@[]");
        }
        String whole = defaults.complete(hostText.isEmpty() ? null : hostText);
        return new Address(written(local) + "@" + whole, plain(local) + "@" + whole);
    }

    /** A local part in quotes. */
    static String quoted(String local) {
        return '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static List<Token> withoutRoute(List<Token> tokens) {
        if (!tokens.isEmpty() && tokens.get(0).is('@')) {
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.get(i).is(':')) {
                    return tokens.subList(i + 1, tokens.size());
                }
            }
        }
        return tokens;
    }

    private static int lastAt(List<Token> tokens) {
        for (int i = tokens.size() - 1; i >= 0; i--) {
            if (tokens.get(i).is('@')) {
                return i;
            }
        }
        return -1;
    }

    private static String withoutLastDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String written(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.written()));
        return text.toString();
    }

    private static String plain(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.plain()));
        return text.toString();
    }
}
