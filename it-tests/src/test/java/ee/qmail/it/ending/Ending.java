package ee.qmail.it.ending;

import java.util.ArrayList;
import java.util.List;

/** Ways in which an application ends the process that it is in. */
public enum Ending {
    /** With the hooks that stop a server. */
    EXIT(7) {
        @Override
        void end() {
            System.exit(status);
        }
    },
    /** As a crash of native code does, or kill -9. */
    HALT(9) {
        @Override
        void end() {
            Runtime.getRuntime().halt(status);
        }
    },
    /** By {@code -XX:+ExitOnOutOfMemoryError}. */
    MEMORY(3) {
        private static final int BLOCK = 1 << 24;

        @Override
        void end() {
            List<byte[]> all = new ArrayList<>();
            while (true) {
                all.add(new byte[BLOCK]);
            }
        }
    };

    /** Of the process. */
    public final int status;

    Ending(int status) {
        this.status = status;
    }

    abstract void end();
}
