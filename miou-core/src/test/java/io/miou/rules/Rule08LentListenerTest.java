package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.net.InetSocketAddress;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Rule 8: a task that ends because its parent fails, and closes what it had lent, is no news. */
class Rule08LentListenerTest {

    @OnEveryBackend
    void mainThatFailsAndClosesWhatItLent_onlyItsFailureIsReported(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            assertThatThrownBy(() -> variant.run(() -> {
                try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
                    Orphans<TcpStream> acceptors = Miou.orphans();
                    acceptors.async(Miou.task().lend(listener), () -> listener.accept());
                    Miou.yield();
                    throw new IllegalStateException("main has failed");
                }
            })).hasMessage("main has failed");
            assertThat(log.records()).filteredOn(record -> record.getLevel().intValue() >= Level.INFO.intValue())
                    .map(LogRecord::getMessage).isEmpty();
        }
    }
}
