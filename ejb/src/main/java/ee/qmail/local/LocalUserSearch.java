package ee.qmail.local;

import ee.qmail.address.DomainLookup;
import ee.qmail.application.BeansFile;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.MailUsers;
import ee.qmail.directory.Users;
import ee.qmail.dotqmail.DotQmailFile;
import ee.qmail.home.QmailHome;
import ee.qmail.lspawn.Assign;
import ee.qmail.lspawn.AssignFile;
import ee.qmail.lspawn.Assignment;
import ee.qmail.routing.Rewriting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * qmail-lspawn's question whose an address is (SP-4, SP-5). In this order:
 *
 * <ol>
 *   <li>beans of applications, those that are not running now as well
 *   <li>{@code users/assign}. Each domain served here stands for a line {@code +domain-:} in it, since an address of a virtual
 *       domain comes as {@code domain-name@...} (RW-4); the longest prefix wins (SP-6). Which domain that is says the host of the
 *       address, by {@code control/virtualdomains}: there may be another one whose name begins in the same way.
 *   <li>mailboxes and aliases of the address' own domain
 *   <li>the user alias: the {@code .qmail} files in {@code alias}
 *   <li>a postmaster whom nobody has named: the one of this host (RFC 5321 4.5.1)
 * </ol>
 *
 * The accounts of the operating system have no mail here.
 */
@ApplicationScoped
public class LocalUserSearch {
    private static final String ALIAS = "alias";
    /** Octets of a domain (RFC 1035 2.3.4), so that no longer prefix is looked for. */
    private static final int LONGEST_DOMAIN = 255;

    private final Users users;
    private final AssignFile assign;
    private final BeansFile beans;
    private final QmailHome home;
    private final ControlFiles controlFiles;

    /** For the container's proxies. */
    protected LocalUserSearch() {
        this(null, null, null, null, null);
    }

    @Inject
    public LocalUserSearch(Users users, AssignFile assign, BeansFile beans, QmailHome home, ControlFiles controlFiles) {
        this.users = users;
        this.assign = assign;
        this.beans = beans;
        this.home = home;
        this.controlFiles = controlFiles;
    }

    /**
     * @param address as rewritten by qmail-send
     * @throws Assign.BrokenEntryException if the line of {@code users/assign} that is about it makes no sense
     */
    public Optional<LocalUser> find(String address) {
        return new Search(address, users, false).user();
    }

    /**
     * The same without ever waiting for the database, or for the disk.
     *
     * @throws MailUsers.NotInMemoryException if one of them would have to be asked
     */
    public Optional<LocalUser> findInMemory(String address) {
        return new Search(address, users.inMemory(), true).user();
    }

    private final class Search {
        private final String address;
        private final MailUsers directory;
        private final boolean inMemory;
        private final Rewriting rewriting = new Rewriting(controlFiles.current());
        private final String local;
        private final String host;

        Search(String address, MailUsers directory, boolean inMemory) {
            this.address = address;
            this.directory = directory;
            this.inMemory = inMemory;
            int at = address.lastIndexOf('@');
            this.local = at < 0 ? address : address.substring(0, at);
            this.host = at < 0 ? "" : address.substring(at + 1);
        }

        Optional<LocalUser> user() {
            Optional<LocalUser> found = found();
            return found.isEmpty() && Rewriting.isPostmaster(rewriting.display(address))
                    ? Optional.of(postmaster())
                    : found;
        }

        /** The reader of this host's mail also reads that for an unnamed postmaster. */
        private LocalUser postmaster() {
            String me = rewriting.controls().me();
            return directory
                    .lookup("postmaster", me)
                    .orElseThrow(() -> new UncheckedIOException(new IOException(
                            "the domain " + me + " of control/me is not there yet, nor is its postmaster")))
                    .as(DomainLookup.canonical(address));
        }

        private Optional<LocalUser> found() {
            int hyphen = endOfServedDomain();
            Optional<LocalUser> bean =
                    bean(hyphen < 0 ? address : local.substring(hyphen + 1) + "@" + local.substring(0, hyphen));
            if (bean.isPresent()) {
                return bean;
            }
            Assign lines = assign.current();
            Optional<Assignment> assigned = lines.lookup(local, hyphen < 0 ? -1 : hyphen + 1);
            if (assigned.isPresent()) {
                return byDotQmail(assigned.get());
            }
            if (hyphen >= 0) {
                return directory.lookup(local.substring(hyphen + 1), local.substring(0, hyphen));
            }
            Optional<LocalUser> own = directory.lookup(local, host);
            if (own.isPresent()) {
                return own;
            }
            lines.requireWhole();
            return byDotQmail(alias());
        }

        private Optional<LocalUser> bean(String plain) {
            String lower = DomainLookup.lower(plain);
            return MailConsumerRegistry.find(lower)
                    .map(consumer -> new LocalUser.BeanUser(lower, consumer, consumer.isAnsweredAtCommit()))
                    .or(() -> beans.find(lower).map(known -> new LocalUser.BeanUser(lower, null, known.atCommit())))
                    .map(LocalUser.class::cast);
        }

        /** @return where the hyphen after it is, -1 if the address does not begin with one */
        private int endOfServedDomain() {
            Optional<String> prefix = rewriting.prefix(address);
            if (prefix.isEmpty() && isOwnNameOfLocalHost()) {
                return -1;
            }
            int last = prefix.map(String::length).orElse(LONGEST_DOMAIN);
            for (int hyphen = local.lastIndexOf('-', last); hyphen > 0; hyphen = local.lastIndexOf('-', hyphen - 1)) {
                if (directory.isServed(local.substring(0, hyphen))) {
                    return hyphen;
                }
            }
            return -1;
        }

        /** Nothing is put in front of an address of {@code control/locals}: the name may only look so. */
        private boolean isOwnNameOfLocalHost() {
            return local.indexOf('-') > 0
                    && rewriting.controls().locals().contains(host)
                    && directory.lookup(local, host).isPresent();
        }

        /** {@code alias} itself, {@code alias-ext}, and all that is nobody else's. */
        private Assignment alias() {
            String lower = DomainLookup.lower(local);
            if (lower.equals(ALIAS)) {
                return new Assignment(ALIAS, home.alias(), "", "");
            }
            String ext = lower.startsWith(ALIAS + "-") ? local.substring(ALIAS.length() + 1) : local;
            return new Assignment(ALIAS, home.alias(), "-", ext);
        }

        private Optional<LocalUser> byDotQmail(Assignment assignment) {
            LocalUser user = new LocalUser.DotQmailUser(DomainLookup.lower(address), assignment);
            boolean ofAlias = assignment.user().equals(ALIAS);
            if (assignment.dash().isEmpty() && !ofAlias) {
                return Optional.of(user); // the default delivery, if there is no file
            }
            if (inMemory) {
                throw new MailUsers.NotInMemoryException(".qmail files of " + address);
            }
            if (!ofAlias && !Files.isDirectory(assignment.home())) {
                throw new UncheckedIOException(new NoSuchFileException(
                        assignment.home().toString(), null, "the home directory of " + address + " is not there"));
            }
            try {
                return DotQmailFile.find(assignment.home(), assignment.dash(), assignment.ext())
                        .map(file -> user);
            } catch (IOException e) {
                throw new UncheckedIOException("it cannot be told whether " + address + " has a .qmail file", e);
            }
        }
    }
}
