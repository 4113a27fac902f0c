package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.Running;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.SubscriberPuppet;
import org.reactivestreams.tck.SubscriberWhiteboxVerification.WhiteboxSubscriberProbe;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/**
 * The TCK of Reactive Streams over {@link ChannelPublisher} and {@link ChannelSubscriber}. Its tests are written for
 * TestNG; they are called here one after the other, each on an instance of its own.
 */
@Slow
class ReactiveStreamsTckTest {

    private static final long SIGNAL_MILLIS = 20_000;

    /**
     * The time of tests that sleep for all of it, and then look whether there was a signal. A test for which that was
     * too short, on a machine under load, is run again with more time.
     */
    private static final long SLEEP_MILLIS = 500;

    private static final long COLLECTION_MILLIS = 5_000;
    private static final long NO_SIGNAL_MILLIS = 20;
    private static final long POLL_MILLIS = 5;

    /** The setting of a test of the TCK: the run that it uses, and how long it waits for a signal. */
    private record Setting(Running<?> running, long signalMillis) {

        TestEnvironment environment() {
            return new TestEnvironment(signalMillis, NO_SIGNAL_MILLIS, POLL_MILLIS);
        }
    }

    /** A publisher over a channel that a task fills. */
    private static final class PublisherTck extends FlowPublisherVerification<Integer> {

        private final Running<?> running;

        PublisherTck(Setting setting) {
            super(setting.environment(), COLLECTION_MILLIS);
            this.running = setting.running();
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            Channel<Integer> channel = Channel.of(4);
            ChannelPublisher<Integer> publisher = new ChannelPublisher<>(channel);
            var _ = running.submit(() -> {
                for (long i = 0; i < elements; i++) {
                    channel.send((int) i);
                }
                channel.close();
            });
            var _ = running.submit(publisher::run);
            return publisher;
        }

        @Override
        public Flow.Publisher<Integer> createFailedFlowPublisher() {
            ChannelPublisher<Integer> publisher = new ChannelPublisher<>(Channel.of(1));
            running.submit(() -> {
                Promise<Void> publishing = Miou.async(publisher::run);
                Waiting.until(publishing, "a trigger");
                publishing.cancel();
            }).join();
            return publisher;
        }
    }

    /** A subscriber from which a task receives. */
    private static ChannelSubscriber<Integer> received(Running<?> running) {
        ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(4);
        var _ = running.submit(() -> {
            for (Integer item : subscriber) {
                assertThat(item).isNotNull();
            }
        });
        return subscriber;
    }

    private static final class BlackboxTck extends FlowSubscriberBlackboxVerification<Integer> {

        private final Running<?> running;

        BlackboxTck(Setting setting) {
            super(setting.environment());
            this.running = setting.running();
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            return received(running);
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    private static final class WhiteboxTck extends FlowSubscriberWhiteboxVerification<Integer> {

        private final Running<?> running;

        WhiteboxTck(Setting setting) {
            super(setting.environment());
            this.running = setting.running();
        }

        @Override
        protected Flow.Subscriber<Integer> createFlowSubscriber(WhiteboxSubscriberProbe<Integer> probe) {
            return new Probed(received(running), probe);
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    /** Tells a probe what a subscriber gets. */
    private record Probed(ChannelSubscriber<Integer> subscriber, WhiteboxSubscriberProbe<Integer> probe)
            implements
                Flow.Subscriber<Integer>,
                SubscriberPuppet {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(subscription);
            probe.registerOnSubscribe(this);
        }

        @Override
        public void onNext(Integer item) {
            subscriber.onNext(item);
            probe.registerOnNext(item);
        }

        @Override
        public void onError(Throwable thrown) {
            subscriber.onError(thrown);
            probe.registerOnError(thrown);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
            probe.registerOnComplete();
        }

        @Override
        public void triggerRequest(long elements) {
            // It requests as much as it has room for, without being asked.
        }

        @Override
        public void signalCancel() {
            subscriber.close();
        }
    }

    private static List<Method> annotated(Object verification,
            Class<? extends Annotation> annotation) {
        List<Method> methods = new ArrayList<>();
        for (Method method : verification.getClass().getMethods()) {
            if (method.isAnnotationPresent(annotation)) {
                methods.add(method);
            }
        }
        return methods;
    }

    /** {@return what the test has thrown; null if it has passed} */
    private static Throwable run(Object verification, Method test) throws Exception {
        try {
            invoke(verification, BeforeClass.class);
            invoke(verification, BeforeMethod.class);
            test.invoke(verification);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } finally {
            invoke(verification, AfterClass.class);
        }
    }

    private static void invoke(Object verification, Class<? extends Annotation> annotation)
            throws ReflectiveOperationException {
        for (Method method : annotated(verification, annotation)) {
            method.invoke(verification);
        }
    }

    private static void verify(Variant variant, Set<String> skipped, Function<Setting, Object> verification)
            throws Exception {
        AssertionError failures = new AssertionError("not all tests of the TCK have passed");
        Set<String> notRun = new TreeSet<>();
        try (Running<Void> running = variant.launcher().domains(2).start(() -> Miou.sleep(Duration.ofDays(1)))) {
            Setting standard = new Setting(running, SIGNAL_MILLIS);
            for (Method test : annotated(verification.apply(standard), Test.class)) {
                boolean sleeps = test.getName().contains("spec309");
                Setting first = sleeps ? new Setting(running, SLEEP_MILLIS) : standard;
                Throwable thrown = run(verification.apply(first), test);
                if (sleeps && thrown != null && !(thrown instanceof SkipException)) {
                    thrown = run(verification.apply(standard), test);
                }
                if (thrown instanceof SkipException) {
                    notRun.add(test.getName());
                } else if (thrown != null) {
                    failures.addSuppressed(new AssertionError(test.getName(), thrown));
                }
            }
        }
        if (failures.getSuppressed().length > 0) {
            throw failures;
        }
        notRun.removeIf(test -> test.startsWith("untested_"));
        assertThat(notRun).isEqualTo(skipped);
    }

    @OnEveryBackend
    void publisher_passes(Variant variant) throws Exception {
        // Of several subscribers: it has one.
        verify(variant, Set.of("optional_spec111_maySupportMultiSubscribe",
                "optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals",
                "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribers"
                        + "WhenRequestingManyUpfront",
                "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribers"
                        + "WhenRequestingManyUpfrontAndCompleteAsExpected",
                "optional_spec111_multicast_mustProduceTheSameElementsInTheSameSequenceToAllOfItsSubscribers"
                        + "WhenRequestingOneByOne"),
                PublisherTck::new);
    }

    @OnEveryBackend
    void subscriberFromOutside_passes(Variant variant) throws Exception {
        verify(variant, Set.of(), BlackboxTck::new);
    }

    @OnEveryBackend
    void subscriberFromInside_passes(Variant variant) throws Exception {
        verify(variant, Set.of(), WhiteboxTck::new);
    }
}
