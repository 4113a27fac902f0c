package io.miou.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Clients in a process of their own: most say nothing until the end, some talk all the time. */
final class IdleCrowd {

    static final int MESSAGE = 8;

    private IdleCrowd() {
    }

    public static void main(String... arguments) throws IOException {
        int port = Integer.getInteger("port");
        List<SocketChannel> idle = new ArrayList<>();
        List<SocketChannel> active = new ArrayList<>();
        open(port, Integer.getInteger("idle"), idle);
        open(port, Integer.getInteger("active"), active);
        for (int round = 0; round < Integer.getInteger("messages"); round++) {
            converse(active, round);
        }
        System.out.println("talked with all " + active.size());
        converse(idle, -1);
        System.out.println("woke all " + idle.size());
        for (SocketChannel client : idle) {
            client.close();
        }
        for (SocketChannel client : active) {
            client.close();
        }
    }

    private static void open(int port, int count, List<SocketChannel> clients) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel client = SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            // Its close leaves no port waiting behind.
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
            clients.add(client);
        }
    }

    /** Lets all clients send, and then all get their own bytes back. */
    private static void converse(List<SocketChannel> clients, int round) throws IOException {
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).write(ByteBuffer.allocate(MESSAGE).putInt(round).putInt(i).flip());
        }
        for (int i = 0; i < clients.size(); i++) {
            ByteBuffer answer = ByteBuffer.allocate(MESSAGE);
            while (answer.hasRemaining()) {
                if (clients.get(i).read(answer) < 0) {
                    throw new IOException("client " + i + " was cut off in round " + round);
                }
            }
            if (answer.flip().getInt() != round || answer.getInt() != i) {
                throw new IOException("client " + i + " got another's answer in round " + round);
            }
        }
    }
}
