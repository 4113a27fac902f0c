package io.miou.testkit;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes one invocation of a {@link MiouTest} for each seed. */
final class MiouTestExtension implements TestTemplateInvocationContextProvider {

    static final String SEED = "miou.testkit.seed";
    static final String SEEDS = "miou.testkit.seeds";

    MiouTestExtension() {
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        MiouTest test = AnnotationSupport.findAnnotation(method, MiouTest.class).orElseThrow();
        AtomicBoolean failed = new AtomicBoolean();
        // The stream is lazy: what comes after a failure is not run.
        return seeds(test).takeWhile(_ -> !failed.get())
                .mapToObj(seed -> new OfSeed(seed, new SeededRun(test, seed, method, () -> failed.set(true))));
    }

    private static LongStream seeds(MiouTest test) {
        Long only = Long.getLong(SEED);
        if (only != null) {
            return LongStream.of(only);
        }
        long count = Long.getLong(SEEDS, test.seeds());
        if (count < 1) {
            throw new IllegalArgumentException("the number of seeds is " + count + "; choose 1 or more");
        }
        return LongStream.range(0, count).map(index -> test.firstSeed() + index);
    }

    private record OfSeed(long seed, SeededRun run) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(run);
        }
    }
}
