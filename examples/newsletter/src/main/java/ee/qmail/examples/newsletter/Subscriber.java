package ee.qmail.examples.newsletter;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Somebody who has confirmed to want the newsletter. */
@Entity
@Table(name = "example_subscriber")
public class Subscriber {
    /** After so many bounces the address goes. */
    private static final int TOO_MANY = 3;

    @Id
    @Column(length = 320)
    private String address;

    private int bounces;

    /** Of the last bounce, which may come again. */
    @Column(name = "bounce_key", length = 600)
    private String bounceKey;

    protected Subscriber() {}

    Subscriber(String address) {
        this.address = address;
    }

    String address() {
        return address;
    }

    /** @return whether the address is to go */
    boolean bounced(String key) {
        if (!key.equals(bounceKey)) {
            bounceKey = key;
            bounces++;
        }
        return bounces >= TOO_MANY;
    }
}
