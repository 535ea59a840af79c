package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.files.OpenDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageSizesTest {
    @TempDir
    Path directory;

    static WireSize read(OpenDirectory directory, Path entry) throws IOException {
        try (FileChannel file = directory.read(entry)) {
            return new WireSize().add(file, file.size());
        }
    }

    @Test
    void noMoreOfAFileIsReadThanItHadWhenItWasOpened() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "a\n".repeat(10_000));
        try (FileChannel channel = FileChannel.open(file)) {
            assertThat(new WireSize().add(channel, 9_999).stored()).isEqualTo(9_999);
        }
    }

    @Test
    void doubtsAreBoundedAndForgotten() {
        MessageSizes sizes = new MessageSizes(9, MessageSizesTest::read);
        IntStream.range(0, 2_000).forEach(i -> sizes.doubt(directory, "name" + i));
        assertThat(sizes.doubted(directory)).hasSize(1_000);
        sizes.forget(directory, "name1");
        assertThat(sizes.doubted(directory)).hasSize(999).doesNotContain("name1");
        IntStream.range(0, 1_000).forEach(i -> sizes.doubt(directory.resolve("m" + i), "name"));
        assertThat(sizes.doubted(directory)).isEmpty();
    }
}
