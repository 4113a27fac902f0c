package io.miou.testkit.programs;

import io.miou.Miou;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Things that a run must not leave behind (rule 18): tasks, threads, descriptors of sockets, pollers and pipes. */
final class Leftovers {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final long descriptors = descriptors();

    /** Threads that were there before the run do not count: other tests abandon threads on purpose (rule 32). */
    private final Set<Thread> threads = Set.copyOf(Thread.getAllStackTraces().keySet());

    /** Takes note of what is there before the run. */
    Leftovers() {
    }

    /** {@return what is there now that was not, in words} */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!Miou.dump().roots().isEmpty()) {
            faults.add("tasks are left:\n" + Miou.dump());
        }
        Thread.getAllStackTraces().keySet().stream().filter(thread -> !threads.contains(thread)).map(Thread::getName)
                .filter(name -> name.startsWith("miou-"))
                .forEach(name -> faults.add("thread " + name + " is left"));
        long now = descriptors();
        if (now > descriptors) {
            faults.add(now - descriptors + " descriptors are left");
        }
        return faults;
    }

    private static long descriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(Leftovers::isOfBackend).count();
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + DESCRIPTORS, e);
        }
    }

    private static boolean isOfBackend(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("anon_inode:") || target.startsWith("socket:") || target.startsWith("pipe:");
        } catch (IOException e) {
            // Closed meanwhile, such as the one of the directory itself.
            return false;
        }
    }
}
