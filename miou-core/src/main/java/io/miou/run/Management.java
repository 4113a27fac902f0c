package io.miou.run;

import io.miou.MiouMXBean;
import io.miou.support.Log;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Registers the bean of the process with the platform's server, if the run-time image has one. The first use of that
 * server takes a tenth of a second of a processor, so the watchdog's thread does it, a moment after a run has begun.
 * A process without a run has no bean, which would keep the classes of Miou alive.
 *
 * <p>Threads: any thread may call every method; the class's lock guards the registration.
 */
final class Management {

    private static final boolean HAS_MANAGEMENT = ModuleLayer.boot().findModule("java.management")
            .filter(Management.class.getModule()::canRead).isPresent()
            && !"off".equals(System.getProperty("miou.jmx"));

    private static final int MOST_FAILURES = 3;

    private static boolean registered;
    private static int failures;

    private Management() {
    }

    /** Registers the bean, unless it is. While a run is active. */
    static synchronized void register() {
        if (HAS_MANAGEMENT && !registered && failures < MOST_FAILURES) {
            registered = Server.register();
            failures += registered ? 0 : 1;
        }
    }

    /** Notes that no run is active any more, perhaps. */
    static synchronized void unregisterIfIdle() {
        if (registered && ProcessMetrics.ofProcess().getRuns() == 0) {
            registered = false;
            Server.unregister();
        }
    }

    /** {@return an attribute of the bean of the operating system; -1 if it is not known} */
    static long ofSystem(String attribute) {
        return HAS_MANAGEMENT ? Server.ofSystem(attribute) : -1;
    }

    /** Not loaded where there is no management. */
    private static final class Server {

        private Server() {
        }

        static boolean register() {
            try {
                MBeanServer server = ManagementFactory.getPlatformMBeanServer();
                server.registerMBean(new StandardMBean(ProcessMetrics.ofProcess(), MiouMXBean.class, true), name());
                return true;
            } catch (Throwable e) {
                // Also without descriptors or memory: the watchdog goes on.
                Log.debug(() -> "the bean " + MiouMXBean.NAME + " could not be registered", e);
                return false;
            }
        }

        static void unregister() {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name());
            } catch (JMException | RuntimeException e) {
                Log.debug(() -> "the bean " + MiouMXBean.NAME + " could not be taken back", e);
            }
        }

        private static ObjectName name() throws JMException {
            return new ObjectName(MiouMXBean.NAME);
        }

        static long ofSystem(String attribute) {
            try {
                Object value = ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), attribute);
                return value instanceof Long number ? number : -1;
            } catch (JMException | RuntimeException e) {
                // Not a Unix system.
                return -1;
            }
        }
    }
}
