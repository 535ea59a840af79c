package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import org.junit.jupiter.api.Test;

class SturdyIoTest {
    private int rounds;

    private final IoHandler io = new SturdyIo(new IoHandler() {
        @Override
        public int run(IoHandlerContext context) {
            if (++rounds == 1) {
                throw new StackOverflowError("planned");
            }
            return 7;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void anErrorIsARoundInWhichNothingHappened() {
        assertThat(io.run(null)).isZero();
        assertThat(io.run(null)).isEqualTo(7);
    }
}
