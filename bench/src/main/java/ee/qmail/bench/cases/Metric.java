package ee.qmail.bench.cases;

/** The meaning of a measured number. */
public enum Metric {
    ACCEPTED("accepted/s", true),
    DELIVERED("delivered/s", true),
    RAW("raw / map", true),
    CONNECTION("MailConnection / map", true),
    KEYED("MailConnection with a key / map", true),
    SESSION("Jakarta Mail / map", true),
    PORT_MAP("map by the JMS port / map", true),
    PORT_RAW("raw by the JMS port / map", true),
    MEGABYTES("MB/s", true),
    DOWNLOADED("downloaded/s", true),
    HANDSHAKES("handshakes/s", true),
    LOGINS("log-ins/s", true),
    SYNCED("records/s", true),
    MILLIS("ms", false),
    MEGABYTES_HELD("MB", false),
    KILOBYTES_EACH("KB each", false),
    HEAP_EACH("KB live heap each", false),
    CONNECTIONS("held", true),
    IDLE("CPU ms/s when idle", false),
    CPU("CPU ms each", false),
    SYNCS("syncs each", false),
    RESUMED("% resumed", true),
    REFUSED("refused", false),
    GENERATOR_CPU("generator's CPU ms each", false);

    private final String unit;
    private final boolean moreIsBetter;

    Metric(String unit, boolean moreIsBetter) {
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    public String unit() {
        return unit;
    }

    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** The factor by which a value is better than another: 2 is twice as fast, or half the time. */
    public double ratio(double value, double other) {
        return moreIsBetter ? value / other : other / value;
    }
}
