package ee.qmail.smtp;

import ee.qmail.contract.Refusal;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.wire.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells the shell of mail that is not taken, and of nothing else that a client gets wrong. */
final class RefusalReport {
    /** Characters of a reply that are told. */
    private static final int LONGEST = 500;

    private final SmtpCommands commands;
    private final SmtpSession.Shell shell;
    private Envelope given;
    private QueueId id;

    RefusalReport(SmtpCommands commands, SmtpSession.Shell shell) {
        this.commands = commands;
        this.shell = shell;
    }

    /** A command was answered otherwise than with success. */
    void command(SmtpVerb verb, Reply reply) {
        if (verb == SmtpVerb.MAIL) {
            tell(Refusal.Stage.MAIL, commands.namedSender(), List.of(), 0, 0, reply);
        } else if (verb == SmtpVerb.RCPT) {
            recipient(reply);
        }
    }

    void recipient(Reply reply) {
        String recipient = commands.candidate();
        tell(
                Refusal.Stage.RCPT,
                commands.sender(),
                recipient.isEmpty() ? List.of() : List.of(recipient),
                0,
                commands.declaredSize(),
                reply);
    }

    /** The message has been given away; its answer may be a refusal. */
    void giving(Envelope envelope, QueueId name) {
        given = envelope;
        id = name;
    }

    /** The one that was given away. */
    void message(Reply reply) {
        message(given, id, reply);
    }

    /** @param name that its reply would have told */
    void message(Envelope envelope, QueueId name, Reply reply) {
        tell(Refusal.Stage.DATA, envelope.sender(), envelope.recipients(), name.value(), 0, reply);
    }

    private void tell(
            Refusal.Stage stage, String sender, List<String> recipients, long number, long size, Reply reply) {
        String text = new String(reply.octets(), StandardCharsets.UTF_8).strip();
        shell.refused(new Refusal(
                stage,
                commands.client(),
                commands.origin(),
                sender,
                recipients,
                number,
                size,
                text.length() > LONGEST ? text.substring(0, LONGEST) : text));
    }
}
