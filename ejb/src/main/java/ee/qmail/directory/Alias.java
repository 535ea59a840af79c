package ee.qmail.directory;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A name whose mail goes elsewhere: to addresses, or to an application's queues and topics. */
@Entity
@Table(name = "alias")
public class Alias extends DomainEntry {
    @ElementCollection
    @CollectionTable(name = "alias_target", joinColumns = @JoinColumn(name = "alias_id"))
    @OrderColumn(name = "position")
    @Column(name = "target")
    private List<String> targets = new ArrayList<>();

    protected Alias() {}

    public Alias(Domain domain, String name, List<String> targets, Instant created) {
        super(domain, name, created);
        this.targets = new ArrayList<>(targets);
    }

    /** Each the text of a {@link ee.qmail.routing.ForwardTarget}. */
    public List<String> getTargets() {
        return List.copyOf(targets);
    }

    public void setTargets(List<String> targets) {
        this.targets.clear();
        this.targets.addAll(targets);
    }
}
