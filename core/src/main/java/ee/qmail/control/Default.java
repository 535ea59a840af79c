package ee.qmail.control;

/**
 * The value of a control file that is missing (CTL-3).
 *
 * @param rule where the value comes from
 * @param literal the value of {@link Rule#LITERAL}, else empty
 */
public record Default(Rule rule, String literal) {
    /** The source of a default. */
    public enum Rule {
        /** There is none: the file counts as absent. */
        NONE,
        /** The content of control/me. */
        ME,
        /** The content of control/me, else the name of the file itself. */
        ME_ELSE_NAME,
        /** A fixed value. */
        LITERAL
    }

    static final Default NONE = new Default(Rule.NONE, "");
    static final Default ME = new Default(Rule.ME, "");
    static final Default ME_ELSE_NAME = new Default(Rule.ME_ELSE_NAME, "");

    static Default literal(String value) {
        return new Default(Rule.LITERAL, value);
    }

    /** For people: {@code none}, {@code me}, or the value. */
    @Override
    public String toString() {
        return switch (rule) {
            case NONE -> "none";
            case ME -> "me";
            case ME_ELSE_NAME -> "me, else its own name";
            case LITERAL -> literal;
        };
    }
}
