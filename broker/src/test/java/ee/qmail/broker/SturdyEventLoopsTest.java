package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SturdyEventLoopsTest {
    /** Fails in the first round of its loop. */
    private static final class FailingIo implements IoHandler {
        private boolean failed;

        @Override
        public int run(IoHandlerContext context) {
            if (!failed) {
                failed = true;
                throw new StackOverflowError("planned");
            }
            return 0;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {
            // it never sleeps
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return false;
        }
    }

    @Test
    void aLoopThatMeetsAnErrorGoesOn() throws Exception {
        EventLoopGroup loops =
                new SturdyEventLoops(1, new DefaultThreadFactory("sturdy", true), executor -> new FailingIo());
        try {
            for (String answer : new String[] {"first", "second", "third"}) {
                assertThat(loops.submit(() -> answer).get(10, TimeUnit.SECONDS)).isEqualTo(answer);
            }
        } finally {
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        }
    }
}
