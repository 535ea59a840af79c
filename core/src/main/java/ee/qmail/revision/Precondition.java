package ee.qmail.revision;

import java.util.Optional;

/**
 * What must be true of what is there for a change of it to be made, as If-Match and If-None-Match say it (RFC 9110 section 13.1). It is asked under the
 * lock under which the change is made.
 */
@FunctionalInterface
public interface Precondition {
    /** The change is made in any case. */
    Precondition NONE = version -> true;

    /** @param version of what is there, such as a hash of it; empty if there is nothing */
    boolean isMet(Optional<String> version);

    /** It is still what somebody saw. @param version empty text: there was nothing */
    static Precondition seen(String version) {
        return there -> there.orElse("").equals(version);
    }

    /**
     * @param what it is, for the message
     * @throws ChangedMeanwhileException if it is not met; nothing is changed then
     */
    default void require(Optional<String> version, String what) {
        if (!isMet(version)) {
            throw new ChangedMeanwhileException(what + ": has been changed, made or deleted since it was looked at;"
                    + " this change was not made, so look at it again");
        }
    }
}
