package ee.qmail.acme;

import com.nimbusds.jose.util.Base64URL;
import ee.qmail.message.Reason;
import ee.qmail.programs.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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
        try {
            return Base64URL.encode(
                            MessageDigest.getInstance("SHA-256").digest(answer.getBytes(StandardCharsets.US_ASCII)))
                    .toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }
}
