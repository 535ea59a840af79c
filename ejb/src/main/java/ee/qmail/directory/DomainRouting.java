package ee.qmail.directory;

/** Makes mail for a domain come in and stay here. */
public interface DomainRouting {
    /**
     * Lets mail for the domain in and routes it to its mailboxes. What is so already stays.
     *
     * @return takes back what this call did, and nothing else
     */
    Runnable open(String domain);

    /**
     * The reverse of {@link #open}.
     *
     * @return takes back what this call did, and nothing else
     */
    Runnable close(String domain);

    /** Tells whether it is the domain of this server's own name. */
    default boolean isThisHosts(String domain) {
        return false;
    }
}
