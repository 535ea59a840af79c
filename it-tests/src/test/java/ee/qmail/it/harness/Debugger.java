package ee.qmail.it.harness;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stops threads of a running server for ever where they are about to enter a method; all others go on. The JDK's own
 * debugger does it: the server is the one that users run, without a hook and without a changed class.
 */
public final class Debugger {
    private final VirtualMachine server;
    private final Set<Long> stopped = ConcurrentHashMap.newKeySet();

    private Debugger(VirtualMachine server) {
        this.server = server;
    }

    /** For the command line of the server that is to be stopped. */
    public static String option(int port) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:" + port;
    }

    static Debugger attach(int port) {
        return new Debugger(connect(port));
    }

    /** The server may have been launched a moment ago, or another debugger may just be leaving. */
    static VirtualMachine await(int port) {
        AtomicReference<VirtualMachine> found = new AtomicReference<>();
        Await.until("a debugger is let in", () -> {
            try {
                found.set(connect(port));
                return true;
            } catch (UncheckedIOException notYet) {
                return false;
            }
        });
        return found.get();
    }

    private static VirtualMachine connect(int port) {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(each -> each.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(String.valueOf(port));
        try {
            return connector.attach(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every thread that comes there from now on. To be called once. */
    void stopBefore(CrashPoint point) {
        ClassPrepareRequest loading = server.eventRequestManager().createClassPrepareRequest();
        loading.addClassFilter(point.type());
        loading.enable();
        server.classesByName(point.type()).forEach(type -> stopIn(type, point));
        Thread events = new Thread(() -> listen(point), "debugger");
        events.setDaemon(true);
        events.start();
    }

    private void stopIn(ReferenceType type, CrashPoint point) {
        for (Method method : type.methodsByName(point.method())) {
            if (method.location() != null) {
                BreakpointRequest stop = server.eventRequestManager().createBreakpointRequest(method.location());
                stop.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
                stop.enable();
            }
        }
    }

    private void listen(CrashPoint point) {
        try {
            while (true) {
                handle(server.eventQueue().remove(), point);
            }
        } catch (VMDisconnectedException dead) {
            stopped.clear(); // nobody stands anywhere any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IncompatibleThreadStateException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(EventSet events, CrashPoint point) throws IncompatibleThreadStateException {
        boolean stop = false;
        for (Event event : events) {
            if (event instanceof ClassPrepareEvent loaded) {
                stopIn(loaded.referenceType(), point);
            } else if (event instanceof BreakpointEvent reached && isMeant(reached.thread(), point)) {
                stopped.add(reached.thread().uniqueID());
                stop = true;
            }
        }
        if (!stop) {
            events.resume();
        }
    }

    private static boolean isMeant(ThreadReference thread, CrashPoint point) throws IncompatibleThreadStateException {
        if (point.caller().isEmpty()) {
            return true;
        }
        for (StackFrame frame : thread.frames()) {
            if (frame.location().declaringType().name().equals(point.caller())) {
                return true;
            }
        }
        return false;
    }

    /** How many threads stand there. */
    int stopped() {
        return stopped.size();
    }
}
