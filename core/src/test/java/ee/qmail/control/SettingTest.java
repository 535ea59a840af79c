package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DATABYTES         | 10000000
                    DATABYTES         | 0
                    TIMEOUTCONNECT    | 60
                    ME                | mail.example.org
                    ME                | localhost
                    HELOHOST          | ''
                    LOCALS            | example.org
                    LOCALS            | [192.0.2.1]
                    RCPTHOSTS         | .example.org
                    BADMAILFROM       | @example.org
                    VIRTUALDOMAINS    | example.org:example.org
                    VIRTUALDOMAINS    | bob@example.org:carl
                    VIRTUALDOMAINS    | :alias-catchall
                    VIRTUALDOMAINS    | x.fax:
                    SMTPROUTES        | example.org:relay.example.net:2525
                    SMTPROUTES        | :[2001:db8::1]:25
                    SMTPROUTES        | example.org:
                    SMTPROUTES        | :relay:587#user#pa:ss#word
                    SMTPROUTES        | x.example:[::1]:465#u@x#p
                    AUTHSENDERS       | ann@example.org:relay:587#ann#secret
                    AUTHSENDERS       | @example.org:relay#ann#secret
                    AUTHSENDERS       | :relay:465#ann#secret
                    TLSPOLICIES       | example.org:verify
                    TLSPOLICIES       | .example.org:none
                    TLSPOLICIES       | :encrypt
                    TCP_SMTP          | 127.:allow,RELAYCLIENT=""
                    TCP_SMTP          | ::1:allow,RELAYCLIENT=""
                    TCP_SMTP          | 192.0.2.4-9:deny
                    TCP_SMTP          | =.example.org:allow,A='1',B="2"
                    TCP_SMTP          | :deny
                    BLOCKLISTS        | bl.example.org
                    BLOCKLISTS        | bl.example.org:defer
                    BOUNCEFROM        | MAILER-DAEMON
                    """)
    void acceptsWhatIsRight(Setting setting, String content) {
        assertThat(setting.check(content.replace('#', '|'))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DATABYTES         | 10 MB                       | whole number of octets, 0 or more
                    DATABYTES         | -1                          | whole number of octets
                    CONCURRENCYREMOTE | 10001                       | 0 to 10000
                    CONCURRENCYREMOTE | 99999999999999999999        | 0 to 10000
                    TIMEOUTCONNECT    | 0                           | 1 to 86400
                    ME                | ''                          | mail.example.org
                    ME                | my host                     | mail.example.org
                    LOCALS            | a@example.org               | one domain to a line
                    RCPTHOSTS         | example.org example.net     | one domain to a line
                    BADMAILFROM       | example.org                 | user@domain
                    VIRTUALDOMAINS    | example.org                 | domain:prefix
                    SMTPROUTES        | example.org:relay:70000     | from 1 to 65535
                    SMTPROUTES        | example.org::25             | relay before it
                    BLOCKLISTS        | -r bl.example.org           | domain of a DNS blocklist
                    BLOCKLISTS        | bl.example.org:bounce       | :defer
                    TCP_SMTP          | 127.                        | address:allow
                    TCP_SMTP          | 300.0.0.1:allow             | 192.0.2.1
                    TCP_SMTP          | 192.0.2.9-4:allow           | must go up
                    TCP_SMTP          | 10.0.0.0/33:allow           | 192.0.2.0/24
                    TCP_SMTP          | 127.:allow,RELAYCLIENT      | VARIABLE="value"
                    TCP_SMTP          | 127.:allow,RELAYCLIENT="x   | VARIABLE="value"
                    TCP_SMTP          | 127.:allow,GREETDELAY="9"    | GREETDELAY must be whole seconds from 0 to 6
                    TCP_SMTP          | 127.:allow,DSN="maybe"       | DSN must be yes or no
                    """)
    void saysWhatWouldBeRight(Setting setting, String content, String wanted) {
        assertThat(setting.check(content))
                .singleElement()
                .asString()
                .startsWith("control/" + setting.fileName() + " line 1: '" + content.strip() + "': ")
                .contains(wanted);
    }

    /** What is wrong is told without what may be a password. */
    @ParameterizedTest
    @CsvSource({
        "SMTPROUTES, example.org:relay:587:user:geheim, example.org:relay:587:********",
        "SMTPROUTES, example.org:relay:587#user#, example.org:relay:587#user#********",
        "SMTPROUTES, example.org:relay:587#geheim, example.org:relay:587#********",
        "SMTPROUTES, example.org:#user#geheim, example.org:#user#********",
        "SMTPROUTES, example.org:relay user geheim, example.org:relay ********",
        "AUTHSENDERS, example.org:relay#user#geheim, example.org:relay#user#********",
        "AUTHSENDERS, a@example.org:relay:25#geheim, a@example.org:relay:25#********",
    })
    void rtls16AMistakeIsToldWithoutThePassword(Setting setting, String line, String shown) {
        assertThat(setting.check(line.replace('#', '|')))
                .singleElement()
                .asString()
                .startsWith("control/" + setting.fileName() + " line 1: '" + shown.replace('#', '|') + "': ")
                .doesNotContain("geheim");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTHSENDERS, a@example.org:relay:25",
        "AUTHSENDERS, a@example.org:",
        "TLSPOLICIES, example.org:",
        "TLSPOLICIES, example.org:dane",
        "TLSPOLICIES, example.org",
        "TLSPOLICIES, a@example.org:may",
    })
    void saysWhatIsWrongOfTheFilesForOtherServers(Setting setting, String line) {
        assertThat(setting.check(line)).singleElement().asString().contains("must ");
    }

    @Test
    void namesTheLineOfAList() {
        assertThat(Setting.LOCALS.check("# ours\n\nexample.org\nexample .net\n"))
                .singleElement()
                .asString()
                .startsWith("control/locals line 4: 'example .net'");
    }

    @Test
    void defaultsAreRight() {
        Controls controls = Controls.of(Map.of(Setting.ME, "mail.example.org\n"));
        for (Setting setting : Setting.values()) {
            boolean single = setting.shape() == Shape.LINE || setting.shape() == Shape.INT;
            String content = single ? controls.value(setting).orElse("") : String.join("\n", controls.list(setting));
            assertThat(setting.check(content)).isEmpty();
        }
    }

    @Test
    void aRemarkOnARelayTellsNoPassword() {
        assertThat(Setting.SMTPROUTES.check("*:relay.example.net:587|user|secret\n"))
                .singleElement()
                .asString()
                .contains("begins with the colon", "control/smtproutes")
                .doesNotContain("secret");
    }

    @Test
    void sub6LimitsOfUsersAreRightAndOfDomainsAreNone() {
        assertThat(Setting.SENDLIMITS.check("ana@example.org:10:20\n:0:0\n")).isEmpty();
        assertThat(Setting.SENDLIMITS.check("@example.org:50:200\n")).hasSize(1);
        assertThat(Setting.SENDLIMITS.check("ana@example.org:10\n")).hasSize(1);
    }
}
