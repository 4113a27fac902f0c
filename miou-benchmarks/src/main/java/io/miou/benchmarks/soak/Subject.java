package io.miou.benchmarks.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskTree;
import io.miou.net.TcpListener;
import io.miou.sync.Trigger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that is watched: an echo server and a mill, in one run.
 *
 * <p>A platform thread reads commands from standard input, a line each: {@code work} and {@code rest} are for the mill,
 * {@code measure} is answered by a line of {@link Vitals}; the end of the input ends the run. That thread shares with
 * the tasks the mill, the service and the trigger, which are for any thread.
 */
final class Subject {

    /** The exit status when this machine lacks something; the reason is on standard error. */
    static final int UNAVAILABLE = 69;

    private static final int MILLS = 2;

    private final Mill mill = new Mill();
    private final EchoService service;
    private final Trigger stop = new Trigger();

    private Subject(EchoService service) {
        this.service = service;
    }

    /** @param args how long the server waits for a client, in milliseconds, and the leak */
    public static void main(String... args) {
        Subject subject = new Subject(
                new EchoService(Duration.ofMillis(Long.parseLong(args[0])), Leak.valueOf(args[1])));
        try {
            Miou.run(() -> Miou.until(subject.stop, subject::live));
        } catch (IllegalArgumentException e) {
            // The backend is unknown or unusable here.
            System.err.println(e.getMessage());
            System.exit(UNAVAILABLE);
        }
    }

    private void live() throws Exception {
        try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
            Promise<?> server = Miou.task().named("server").give(listener).async(() -> service.serve(listener));
            List<Promise<?>> all = new ArrayList<>(List.of(server));
            for (int i = 0; i < MILLS; i++) {
                all.add(Miou.task().named("mill").call(mill::grind));
            }
            // The server starts its acceptor: from here on, what is there at rest is there.
            Miou.yield();
            Thread.ofPlatform().daemon().name("commands").start(this::obey);
            System.out.println(((InetSocketAddress) listener.localAddress()).getPort());
            Miou.all(all);
        }
    }

    private void obey() {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String command = input.readLine(); command != null; command = input.readLine()) {
                switch (command) {
                    case "work" -> mill.work();
                    case "rest" -> mill.rest();
                    case "measure" -> System.out.println(measure().format());
                    default -> System.err.println("what is '" + command + "'? say work, rest or measure");
                }
            }
        } catch (IOException e) {
            System.err.println("standard input cannot be read, the subject ends: " + e);
        }
        boolean _ = stop.signal();
    }

    private Vitals measure() {
        long tasks = countTasks(Miou.dump());
        System.gc();
        var system = ManagementFactory.getOperatingSystemMXBean();
        long descriptors = system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : -1;
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        return new Vitals(tasks, descriptors, ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), direct, mill.turns(),
                service.connections());
    }

    private static long countTasks(TaskTree tree) {
        long count = 0;
        var left = new ArrayDeque<>(tree.roots());
        for (TaskTree.Node node = left.poll(); node != null; node = left.poll()) {
            count++;
            left.addAll(node.children());
        }
        return count;
    }
}
