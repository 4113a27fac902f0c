package io.miou.inbox;

import io.miou.inbox.BoxUnderTest.Broken.Fault;
import io.miou.testing.Linearizability;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The inbox of a domain, with one receiver, under all interleavings of a few operations. */
@Tag("lincheck")
@Timeout(240)
class InboxLincheckTest {

    private static final class Numbered extends Message {

        private final int number;

        Numbered(int number) {
            this.number = number;
        }

        @Override
        public void deliver() {
            throw new AssertionError("nobody delivers these");
        }
    }

    /** The operations of senders and a receiver on a box. */
    @Param(name = "number", gen = IntGen.class, conf = "1:3")
    public abstract static class Operations {

        private final BoxUnderTest box;

        Operations(BoxUnderTest box) {
            this.box = box;
        }

        @Operation
        public boolean push(@Param(name = "number") int number) {
            return box.push(new Numbered(number));
        }

        @Operation(nonParallelGroup = "receiver")
        public List<Integer> takeAll() {
            List<Integer> numbers = new ArrayList<>();
            for (Message message : box.takeAll()) {
                numbers.add(((Numbered) message).number);
            }
            return numbers;
        }

        @Operation(nonParallelGroup = "receiver")
        public boolean fallAsleep() {
            return box.fallAsleep();
        }

        @Operation(nonParallelGroup = "receiver")
        public void awake() {
            box.awake();
        }
    }

    /** The inbox that ships. */
    @Param(name = "number", gen = IntGen.class, conf = "1:3")
    public static class Shipped extends Operations {
        public Shipped() {
            super(BoxUnderTest.shipped());
        }
    }

    /** A twin. */
    @Param(name = "number", gen = IntGen.class, conf = "1:3")
    public static class BrokenPush extends Operations {
        public BrokenPush() {
            super(new BoxUnderTest.Broken(Fault.PUSH_READS_THEN_WRITES));
        }
    }

    /** A twin. */
    @Param(name = "number", gen = IntGen.class, conf = "1:3")
    public static class BrokenSleep extends Operations {
        public BrokenSleep() {
            super(new BoxUnderTest.Broken(Fault.SLEEP_READS_THEN_WRITES));
        }
    }

    @Test
    void inbox_isLinearizable() {
        Linearizability.check(Shipped.class);
    }

    @Test
    void twinThatReadsThenWritesInPush_isCaught() {
        Linearizability.mustCatch(BrokenPush.class);
    }

    @Test
    void twinThatReadsThenWritesWhenItFallsAsleep_isCaught() {
        Linearizability.mustCatch(BrokenSleep.class);
    }
}
