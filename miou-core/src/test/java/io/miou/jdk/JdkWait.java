package io.miou.jdk;

import io.miou.testing.FreshJvm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Waits of the JDK that an interrupt ends. Each of them has no timeout. */
enum JdkWait {

    QUEUE_TAKE {
        @Override
        void enter() throws Exception {
            new LinkedBlockingQueue<String>().take();
        }
    },
    THREAD_SLEEP {
        @Override
        void enter() throws Exception {
            Thread.sleep(Long.MAX_VALUE);
        }
    },
    OBJECT_WAIT {
        @Override
        void enter() throws Exception {
            Object monitor = new Object();
            synchronized (monitor) {
                while (true) {
                    monitor.wait();
                }
            }
        }
    },
    PROCESS_WAIT_FOR {
        @Override
        void enter() throws Exception {
            // Its input is a pipe that stays open: it waits for as long as it is left alone.
            Process process = FreshJvm.withoutFlag(ReadingForEver.class).builder().start();
            try {
                process.waitFor();
            } finally {
                process.destroyForcibly();
            }
        }
    },
    PARK {
        @Override
        void enter() {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
        }
    },
    FUTURE_GET {
        @Override
        void enter() throws Exception {
            new CompletableFuture<String>().get();
        }
    },
    SEMAPHORE_ACQUIRE {
        @Override
        void enter() throws Exception {
            new Semaphore(0).acquire();
        }
    },
    SOCKET_READ {
        @Override
        void enter() throws Exception {
            try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
                socket.getInputStream().read();
            }
        }
    },
    SOCKET_ACCEPT {
        @Override
        void enter() throws Exception {
            try (ServerSocket unknown = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                unknown.accept();
            }
        }
    },
    SOCKET_CHANNEL_READ {
        @Override
        void enter() throws Exception {
            try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    SocketChannel channel = SocketChannel
                            .open(new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()))) {
                channel.read(ByteBuffer.allocate(1));
            }
        }
    };

    /** Waits until interrupted; returns or throws then. */
    abstract void enter() throws Exception;

    /** A program that does nothing until it is killed or its input is closed. */
    static final class ReadingForEver {
        public static void main(String[] args) throws Exception {
            System.in.read();
        }
    }
}
