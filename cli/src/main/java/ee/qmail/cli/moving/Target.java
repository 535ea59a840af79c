package ee.qmail.cli.moving;

import ee.qmail.cli.api.Api;
import ee.qmail.cli.api.ApiException;
import ee.qmail.control.Setting;
import ee.qmail.home.AtomicFile;
import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The server that is moved into: its API and its files. In a dry run nothing is changed.
 *
 * @param api of the running server
 */
record Target(Api api, QmailHome home, boolean dry) {
    /** @return null in a dry run */
    JsonValue post(String path, JsonObject body) throws ApiException {
        return dry ? null : api.post(path, body);
    }

    void put(String path, JsonObject body) throws ApiException {
        if (!dry) {
            api.put(path, body);
        }
    }

    /** Unless it has been changed since it was seen. */
    void put(String path, JsonObject body, Api.Seen seen) throws ApiException {
        if (!dry) {
            api.put(path, body, seen);
        }
    }

    void writeControl(Setting setting, String text) throws IOException {
        if (!dry) {
            AtomicFile.write(home.control().resolve(setting.fileName()), text);
        }
    }

    /**
     * Copies a file with its time. It appears whole, and is not written over.
     *
     * @return whether it was not there before
     */
    boolean copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            return false;
        }
        replace(from, to);
        return true;
    }

    /** The same, and what was there before is gone. */
    void replace(Path from, Path to) throws IOException {
        if (!dry) {
            OwnerOnly.createDirectories(to.getParent());
            Path temporary = Files.createTempFile(to.getParent(), ".import", "");
            try {
                Files.copy(from, temporary, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                OwnerOnly.keep(temporary); // the owner's execute bit of a .qmail file has a meaning, and stays
                Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /** It appears whole: the server may read it at any moment. @return whether it was not there before */
    boolean write(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        if (!dry) {
            OwnerOnly.createDirectories(file.getParent());
            Path temporary = Files.createTempFile(file.getParent(), ".import", "");
            try {
                Files.writeString(temporary, text);
                Files.move(temporary, file);
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
        return true;
    }
}
