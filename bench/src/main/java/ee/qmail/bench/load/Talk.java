package ee.qmail.bench.load;

/** The words of a client on one connection, once it was greeted and TLS, if any, has begun. */
interface Talk {
    /** Says nothing. */
    Talk SILENT = answer -> null;

    /**
     * Returns the next line to say, without its end; null if all is said.
     *
     * @param answer to the line before; empty at the beginning
     */
    String next(String answer);

    /** Says QUIT after it. */
    default Talk thenQuit() {
        return new Talk() {
            private boolean over;

            @Override
            public String next(String answer) {
                if (over) {
                    return null;
                }
                String line = Talk.this.next(answer);
                over = line == null;
                return over ? "QUIT" : line;
            }
        };
    }
}
