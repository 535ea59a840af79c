package ee.qmail.acme;

import com.nimbusds.jose.util.Base64URL;
import ee.qmail.message.Reason;
import ee.qmail.programs.Programs;
import ee.qmail.text.Sha256;
import java.io.IOException;

/** DNS-01 (CERT-11): the program in {@code control/acmedns} puts a TXT record where the authority looks for it. */
final class DnsProof implements Proof {
    private final Programs programs;
    private final String program;

    DnsProof(Programs programs, String program) {
        this.programs = programs;
        this.program = program;
    }

    @Override
    public String type() {
        return "dns-01";
    }

    @Override
    public void add(Question question) throws IOException {
        run("add", question);
    }

    @Override
    public void remove(Question question) throws IOException {
        run("remove", question);
    }

    private void run(String what, Question question) throws IOException {
        String record = "_acme-challenge." + question.name();
        Programs.Result result = programs.run(program, what, record, value(question.answer()));
        if (result.exit() != 0) {
            String said = result.output().isEmpty() ? "" : ": " + result.output();
            throw new AcmeException(AcmeReply.forPeople("control/acmedns: " + program + " " + what + " " + record
                    + (result.reason() == Reason.PROGRAM ? " ended with " + result.exit() : " did not come to its end")
                    + said));
        }
    }

    /** RFC 8555 8.4. */
    static String value(String answer) {
        return Base64URL.encode(Sha256.of(answer)).toString();
    }
}
