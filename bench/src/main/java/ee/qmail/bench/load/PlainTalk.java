package ee.qmail.bench.load;

/** A log-in by PLAIN. */
final class PlainTalk implements Talk {
    private final String user;
    private final String password;
    private boolean said;

    PlainTalk(String user, String password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public String next(String answer) {
        if (said) {
            return null;
        }
        said = true;
        return Plain.command(user, password);
    }
}
