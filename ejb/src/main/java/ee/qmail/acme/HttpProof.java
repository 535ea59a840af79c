package ee.qmail.acme;

import java.io.IOException;

/** HTTP-01 (CERT-10): each server on the database answers by its port of HTTP. */
final class HttpProof implements Proof {
    private final AcmeTable table;

    HttpProof(AcmeTable table) {
        this.table = table;
    }

    @Override
    public String type() {
        return "http-01";
    }

    @Override
    public void add(Question question) throws IOException {
        if (!AcmeTable.isToken(question.token())) {
            throw new AcmeException(
                    "the token for " + question.name() + " is none: must be as in RFC 8555 section 8.3");
        }
        table.put(question.token(), question.answer());
    }

    @Override
    public void remove(Question question) throws IOException {
        table.remove(question.token());
    }
}
