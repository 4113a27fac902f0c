package io.miou.top;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.miou.MiouMXBean;
import java.io.IOException;
import java.net.MalformedURLException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A connection to a process that uses Miou: by its number on this machine, or by host and port of its JMX agent. For
 * one thread.
 */
final class Connection implements AutoCloseable {

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 100;

    private final JMXConnector connector;
    private final MiouMXBean bean;

    private Connection(JMXConnector connector, MiouMXBean bean) {
        this.connector = connector;
        this.bean = bean;
    }

    /**
     * Connects.
     *
     * @param target a process number, or host:port
     * @throws UnreachableException if there is no such process, agent or program, with words that say what to do
     */
    @SuppressWarnings("BanJNDI") // The user names the address of a process to look into.
    static Connection to(String target) throws UnreachableException {
        JMXServiceURL address = target.contains(":") ? remote(target) : local(target);
        JMXConnector connector;
        try {
            connector = JMXConnectorFactory.connect(address);
        } catch (SecurityException e) {
            throw new UnreachableException("the JMX agent at " + target
                    + " asks for a password, which miou-top does not have: run miou-top on that machine, and name the"
                    + " process number (" + words(e) + ")", e);
        } catch (IOException e) {
            throw new UnreachableException("no JMX agent answers at " + target
                    + ": start the program with -Dcom.sun.management.jmxremote.port=PORT, or name its process number ("
                    + words(e) + ")", e);
        }
        try {
            return new Connection(connector, bean(connector, target));
        } catch (UnreachableException e) {
            closeQuietly(connector);
            throw e;
        }
    }

    private static JMXServiceURL remote(String target) throws UnreachableException {
        try {
            if (target.matches(".+:\\d+")) {
                return new JMXServiceURL("service:jmx:rmi:///jndi/rmi://" + target + "/jmxrmi");
            }
        } catch (MalformedURLException e) {
            // The host has characters that none has.
        }
        throw new UnreachableException(target + " is not HOST:PORT: name the port that the program was given with"
                + " -Dcom.sun.management.jmxremote.port", null);
    }

    private static JMXServiceURL local(String pid) throws UnreachableException {
        if (!pid.chars().allMatch(Character::isDigit)) {
            throw new UnreachableException(
                    pid + " is neither a process number nor HOST:PORT: jps lists the processes of Java", null);
        }
        if (!isProcess(pid)) {
            throw new UnreachableException("there is no process " + pid + ": jps lists those of Java", null);
        }
        try {
            VirtualMachine machine = VirtualMachine.attach(pid);
            try {
                return new JMXServiceURL(machine.startLocalManagementAgent());
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | IOException e) {
            throw new UnreachableException("process " + pid
                    + " cannot be attached to: it is no JVM, or belongs to another user; choose one that jps lists, and"
                    + " run miou-top as its user (" + words(e) + ")", e);
        }
    }

    private static boolean isProcess(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid)).isPresent();
        } catch (NumberFormatException e) {
            // Too large a number.
            return false;
        }
    }

    /** Waits a moment for the bean: a program that has just begun registers it soon. */
    private static MiouMXBean bean(JMXConnector connector, String target) throws UnreachableException {
        try {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName name = new ObjectName(MiouMXBean.NAME);
            for (int attempt = 1; !server.isRegistered(name); attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new UnreachableException("no Miou program runs in " + target
                            + ": it has not begun or has ended, or runs with -Dmiou.jmx=off; start it without that",
                            null);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            return JMX.newMXBeanProxy(server, name, MiouMXBean.class);
        } catch (IOException | MalformedObjectNameException e) {
            throw new UnreachableException("the connection to " + target + " was lost (" + words(e) + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("interrupted", e);
        }
    }

    static String words(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    }

    /** {@return the numbers of the process, asked for at each call} */
    MiouMXBean bean() {
        return bean;
    }

    @Override
    public void close() {
        closeQuietly(connector);
    }

    private static void closeQuietly(JMXConnector connector) {
        try {
            connector.close();
        } catch (IOException e) {
            // The other side has gone.
        }
    }
}
