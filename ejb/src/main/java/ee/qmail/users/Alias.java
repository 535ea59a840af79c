package ee.qmail.users;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A name whose mail goes elsewhere: to addresses, or to an application's queues and topics. */
@Entity
@Table(name = "alias")
public class Alias {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "domain_id")
    private Domain domain;

    private String name;

    @ElementCollection
    @CollectionTable(name = "alias_target", joinColumns = @JoinColumn(name = "alias_id"))
    @OrderColumn(name = "position")
    @Column(name = "target")
    private List<String> targets = new ArrayList<>();

    private Instant created;

    protected Alias() {}

    Alias(Domain domain, String name, List<String> targets, Instant created) {
        this.domain = domain;
        this.name = name;
        this.targets = new ArrayList<>(targets);
        this.created = created;
    }

    /** The local part, in lower case. */
    public String getName() {
        return name;
    }

    public String getAddress() {
        return name + "@" + domain.getName();
    }

    /** Each an address, {@code jms:queue:NAME} or {@code jms:topic:NAME}. */
    public List<String> getTargets() {
        return List.copyOf(targets);
    }

    void setTargets(List<String> targets) {
        this.targets.clear();
        this.targets.addAll(targets);
    }

    public Instant getCreated() {
        return created;
    }
}
