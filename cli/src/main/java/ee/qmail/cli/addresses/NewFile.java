package ee.qmail.cli.addresses;

import ee.qmail.cli.api.ApiException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that are made for their owner alone, since there may be passwords in them. */
final class NewFile {
    private NewFile() {}

    /** What is written into one. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream to) throws ApiException;
    }

    /**
     * Makes one; it is gone again if what it is for fails.
     *
     * @throws ApiException if it is there already, or cannot be written, or what the content throws
     */
    static void write(Path file, Content content) throws ApiException {
        create(file);
        try (OutputStream to = Files.newOutputStream(file)) {
            content.write(to);
        } catch (IOException e) {
            throw new ApiException(ApiException.PERMANENT, file + ": cannot be written (" + e + ")", e);
        } catch (ApiException e) {
            delete(file);
            throw e;
        }
    }

    private static void create(Path file) throws ApiException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new ApiException(ApiException.PERMANENT, file + ": is there already; must be a new file", e);
        } catch (IOException e) {
            throw new ApiException(ApiException.PERMANENT, file + ": cannot be written (" + e + ")", e);
        }
    }

    private static void delete(Path file) throws ApiException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ApiException(ApiException.PERMANENT, file + ": cannot be removed (" + e + ")", e);
        }
    }
}
