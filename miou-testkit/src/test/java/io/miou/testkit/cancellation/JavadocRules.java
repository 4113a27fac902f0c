package io.miou.testkit.cancellation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of {@link JavadocTest}: each returns the gaps that it finds, in words. Stateless. */
final class JavadocRules {

    private static final Pattern ANY_THREAD = Pattern.compile("(?i)\\b(any (other )?|the calling )thread\\b");
    private static final Pattern TYPE_FOR_ANY_THREAD = Pattern
            .compile("\\bAny thread[.,;]|\\b[Aa]ny thread may (call every method|make one)[.,;]");
    private static final Pattern SUSPENDS = Pattern.compile("(?i)\\bsuspends?\\b");
    private static final Pattern SUSPENDS_UNTIL = Pattern.compile("(?i)\\bsuspends until\\b");
    private static final Pattern IN_A_CANCELLED_TASK = Pattern.compile("(?i)\\bin a cancelled task\\b");

    /** A word about threads, in the comment of a type or method beside the core. */
    private static final Pattern PLACE = Pattern
            .compile("(?i)\\bthreads?\\b|\\bconfined\\b|\\bfor fibers\\b|\\bthe domain only\\b|\\bby the fiber\\b");

    private static final Set<String> SOCKETS = Set.of("ByteStream", "TcpStream", "TcpListener", "UdpSocket",
            "TlsStream");

    /** The methods of sockets that wait and are no reader, writer or acceptor: no other task is in their way. */
    private static final Set<String> NO_READER_OR_WRITER = Set.of("TlsStream.handshake()", "TlsStream.shutdownOutput()",
            "UdpSocket.connect(SocketAddress)");

    private static final Set<String> PENDING = Set.of("ReadPendingException", "WritePendingException",
            "AcceptPendingException");

    private JavadocRules() {
    }

    /** Returns the gaps of the core's methods: threads, cancellation and errors. */
    static List<String> ofCore(List<DocumentedMethod> methods) {
        List<String> faults = ofErrors(methods);
        for (DocumentedMethod method : methods) {
            boolean isForAnyThread = ANY_THREAD.matcher(method.words()).find()
                    || TYPE_FOR_ANY_THREAD.matcher(method.wordsOfType()).find();
            if (!method.isThrown("IllegalStateException") && !isForAnyThread) {
                faults.add(method + " does not say which thread may call it");
            }
            if (suspends(method)) {
                faults.addAll(ofSuspending(method));
            }
            if (SOCKETS.contains(method.type()) && !method.isStatic() && !isForAnyThread) {
                faults.addAll(ofSocket(method));
            }
        }
        return faults;
    }

    /** Returns the gaps of the methods of a module beside the core: threads and errors. */
    static List<String> ofOthers(List<DocumentedMethod> methods) {
        List<String> faults = ofErrors(methods);
        for (DocumentedMethod method : methods) {
            if (!PLACE.matcher(method.words() + " " + method.wordsOfType()).find()) {
                faults.add(method + " does not say which thread may call it, and its type does not");
            }
        }
        return faults;
    }

    private static List<String> ofErrors(List<DocumentedMethod> methods) {
        List<String> faults = new ArrayList<>();
        for (DocumentedMethod method : methods) {
            method.thrownInBody().stream().filter(one -> !method.isThrown(one))
                    .forEach(one -> faults.add(method + " throws " + one + ", and has no @throws of it"));
            for (String other : method.sameAs()) {
                faults.addAll(differences(method, other, methods));
            }
        }
        return faults;
    }

    private static boolean suspends(DocumentedMethod method) {
        return SUSPENDS_UNTIL.matcher(method.words()).find() || !NeverSuspending.contains(method.name());
    }

    private static List<String> ofSuspending(DocumentedMethod method) {
        List<String> faults = new ArrayList<>();
        if (!SUSPENDS.matcher(method.words()).find() && method.sameAs().isEmpty()) {
            faults.add(method + " does not say that it suspends");
        }
        if (!method.isThrown("TaskCancelled") && !IN_A_CANCELLED_TASK.matcher(method.words()).find()) {
            faults.add(method + " does not say what a cancellation does to it");
        }
        return faults;
    }

    /** Returns the gaps of a method that uses a socket, which has an owner and may be closed or busy. */
    private static List<String> ofSocket(DocumentedMethod method) {
        List<String> faults = new ArrayList<>();
        if (!method.isThrown("NotOwnerError")) {
            faults.add(method + " has no @throws NotOwnerError");
        }
        if (method.isIo() && !method.isThrown("ClosedChannelException")) {
            faults.add(method + " has no @throws ClosedChannelException");
        }
        if (method.isIo() && suspends(method)) {
            if (!method.isThrown("AsynchronousCloseException")) {
                faults.add(method + " has no @throws AsynchronousCloseException");
            }
            if (PENDING.stream().noneMatch(method::isThrown) && !NO_READER_OR_WRITER.contains(method.name())) {
                faults.add(method + " has no @throws of a second reader, writer or acceptor");
            }
        }
        return faults;
    }

    private static List<String> differences(DocumentedMethod method, String other, List<DocumentedMethod> methods) {
        return methods.stream().filter(candidate -> candidate.name().equals(other)).findAny()
                .map(same -> same.thrown().stream().filter(one -> !method.isThrown(one))
                        .map(one -> method + " has no @throws " + one + ", but is the same as " + other).toList())
                .orElse(List.of(method + " is the same as " + other + ", which is not found: name its parameters"));
    }
}
