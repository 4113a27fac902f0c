package io.miou.jdk;

import io.miou.Miou;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Programs in which virtual threads talk over sockets of the JDK, and that ask who carries its pollers. */
final class SocketsStory {

    private SocketsStory() {
    }

    /** Fibers use sockets first, then ordinary virtual threads. */
    static final class InRun {
        public static void main(String[] args) throws Exception {
            Miou.launcher().domains(1).run(() -> {
                System.out.println("in a fiber: " + conversation());
                Thread thread = Thread.ofVirtual()
                        .start(() -> System.out.println("beside a busy domain: " + conversation()));
                while (thread.isAlive()) {
                    Thread.onSpinWait();
                }
            });
            Thread.ofVirtual().start(() -> System.out.println("after the run: " + conversation())).join();
            reportPollers();
        }
    }

    /** Shows a scheduler that does not start the pollers first and does not pass inherited threads on. */
    static final class OnNaiveCarrier {
        public static void main(String[] args) throws Exception {
            try (ExecutorService carrier = Executors.newSingleThreadExecutor()) {
                Class<?> builders = Class.forName("java.lang.ThreadBuilders");
                Method newThread = builders.getDeclaredMethod("newVirtualThread", Executor.class, String.class,
                        int.class, Runnable.class);
                newThread.setAccessible(true);
                Thread naive = (Thread) newThread.invoke(null, carrier, "naive", 0,
                        (Runnable) () -> System.out.println("in a naive thread: " + conversation()));
                naive.start();
                naive.join();
                reportPollers();
            }
            // The pollers may not end without their carrier.
            Runtime.getRuntime().halt(0);
        }
    }

    /** The caller talks to a virtual thread; each waits in a read for the other, so for a poller. */
    private static String conversation() {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = Thread.startVirtualThread(() -> {
                try (Socket client = listener.accept()) {
                    client.getOutputStream().write(client.getInputStream().readNBytes(5));
                } catch (IOException e) {
                    e.printStackTrace();
                }
            });
            try (Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
                Thread.sleep(1);
                socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                server.join();
                return answer;
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prints a line for each poller whose scheduler is not the JDK's default one. */
    private static void reportPollers() throws ReflectiveOperationException {
        Object pollers = read(Class.forName("sun.nio.ch.Poller"), null, "POLLERS");
        int virtual = reportPollers(read(pollers.getClass(), pollers, "readPollers"))
                + reportPollers(read(pollers.getClass(), pollers, "writePollers"));
        System.out.println(virtual == 0 ? "pollers are platform threads" : virtual + " pollers are virtual threads");
    }

    private static int reportPollers(Object array) throws ReflectiveOperationException {
        Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
        Object defaultScheduler = read(virtualThread, null, "DEFAULT_SCHEDULER");
        int virtual = 0;
        for (int i = 0; i < Array.getLength(array); i++) {
            Thread owner = (Thread) read(Class.forName("sun.nio.ch.Poller"), Array.get(array, i), "owner");
            if (owner != null && owner.isVirtual()) {
                virtual++;
                Object scheduler = read(virtualThread, owner, "scheduler");
                if (scheduler != defaultScheduler) {
                    System.out.println("foreign poller: " + owner + " has the scheduler " + scheduler);
                }
            }
        }
        return virtual;
    }

    private static Object read(Class<?> type, Object object, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }
}
