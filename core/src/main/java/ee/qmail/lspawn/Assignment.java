package ee.qmail.lspawn;

import java.nio.file.Path;

/**
 * The user to whom an address belongs. The file that rules it is {@code .qmail}, {@code dash}, {@code ext} in
 * {@code home} (DQ-1).
 *
 * @param user a name for logs and environment
 * @param dash empty or {@code -}
 * @param ext in the case of letters in which the address was written
 */
public record Assignment(String user, Path home, String dash, String ext) {}
