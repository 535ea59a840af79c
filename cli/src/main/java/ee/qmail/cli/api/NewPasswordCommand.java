package ee.qmail.cli.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that sets a password, which is never that of the administrator. Its argument 0 is that of the command. */
public abstract class NewPasswordCommand extends ApiCommand {
    /** Octets; the server takes less. */
    private static final int LONGEST = 1_024;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PASSWORD",
            description = "the new password, which everybody on this machine sees in the list of processes")
    private String argument;

    @Option(names = "--password-stdin", description = "the new password is the first line of standard input, in UTF-8")
    private boolean isPiped;

    /** Tells whether it was given, as an argument or on standard input. */
    protected final boolean isPasswordGiven() {
        return argument != null || isPiped;
    }

    /** The one that was given; to be called once. */
    protected final String givenPassword() throws ApiException {
        requireOne();
        return isPiped ? read(options().in()) : argument;
    }

    /** @throws ApiException if two are given, or none and nobody can be asked */
    protected final void requirePasswordOrTerminal(String owner) throws ApiException {
        requireOne();
        if (!isPasswordGiven() && !Prompt.isPossible()) {
            throw new ApiException(ApiException.PERMANENT, nobodyIsThere(owner));
        }
    }

    /** @param owner an address */
    protected final String givenOrAskedPassword(String owner) throws ApiException {
        return isPasswordGiven()
                ? givenPassword()
                : Prompt.ask("New password of " + owner + ": ", nobodyIsThere(owner));
    }

    private void requireOne() throws ApiException {
        if (argument != null && isPiped) {
            throw new ApiException(
                    ApiException.PERMANENT, "the new password is given twice: as an argument, and by --password-stdin");
        }
    }

    private static String nobodyIsThere(String owner) {
        return "nobody can be asked for the new password of " + owner
                + ": give --password-stdin, and the password as the first line of standard input";
    }

    private static String read(InputStream in) throws ApiException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int octet = in.read();
            while (octet >= 0 && octet != '\n' && line.size() <= LONGEST) {
                line.write(octet);
                octet = in.read();
            }
            String password = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            String text = password.endsWith("\r") ? password.substring(0, password.length() - 1) : password;
            if (text.isEmpty() || line.size() > LONGEST) {
                throw new ApiException(
                        ApiException.PERMANENT,
                        "--password-stdin: the first line of standard input must be a password of at most " + LONGEST
                                + " octets");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new ApiException(ApiException.PERMANENT, "--password-stdin: the password must be in UTF-8", e);
        } catch (IOException e) {
            throw new ApiException(ApiException.PERMANENT, "--password-stdin: standard input cannot be read: " + e, e);
        }
    }
}
