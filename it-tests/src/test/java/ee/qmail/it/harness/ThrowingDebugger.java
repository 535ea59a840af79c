package ee.qmail.it.harness;

import com.sun.jdi.ArrayType;
import com.sun.jdi.ClassType;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectCollectedException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.ExceptionEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.ExceptionRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets the first thread of a running server that is about to enter a method have an {@link Error} instead; all later ones pass, and are
 * counted. The JDK's own debugger does it: the server is the one that users run, without a hook and without a changed class.
 */
public final class ThrowingDebugger implements AutoCloseable {
    /** What the thread gets. */
    public enum Fault {
        /** Any error: the server knows none that it expects. */
        AN_ERROR,
        /** A real one, of the machine's own. */
        OUT_OF_MEMORY
    }

    private final VirtualMachine server;
    private volatile Trap armed;

    /** @param port of a server that runs, or has been launched */
    public ThrowingDebugger(int port) {
        server = Debugger.await(port);
        Thread events = new Thread(this::listen, "throwing debugger");
        events.setDaemon(true);
        events.start();
    }

    /** From now on until it is closed. */
    public Trap arm(CrashPoint point, Fault fault) {
        armed = new Trap(point, fault);
        ClassPrepareRequest loading = server.eventRequestManager().createClassPrepareRequest();
        loading.addClassFilter(point.type());
        loading.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        loading.enable();
        server.classesByName(point.type()).forEach(type -> stopIn(type, armed));
        return armed;
    }

    /** A method that is watched. One at a time. */
    public final class Trap implements AutoCloseable {
        private final CrashPoint point;
        private final Fault fault;
        private final AtomicInteger reached = new AtomicInteger();

        private Trap(CrashPoint point, Fault fault) {
            this.point = point;
            this.fault = fault;
        }

        /** How many threads have come there; the first of them had the error. */
        public int reached() {
            return reached.get();
        }

        /** All pass from now on. */
        @Override
        public void close() {
            armed = null;
            try {
                server.eventRequestManager().deleteAllBreakpoints();
                server.eventRequestManager()
                        .deleteEventRequests(
                                List.copyOf(server.eventRequestManager().classPrepareRequests()));
            } catch (VMDisconnectedException e) {
                System.getLogger("debugger").log(System.Logger.Level.DEBUG, "the server has ended", e);
            }
        }
    }

    private void stopIn(ReferenceType type, Trap trap) {
        for (Method method : type.methodsByName(trap.point.method())) {
            if (method.location() != null) {
                BreakpointRequest stop = server.eventRequestManager().createBreakpointRequest(method.location());
                stop.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
                stop.enable();
            }
        }
    }

    private void listen() {
        try {
            while (true) {
                EventSet events = server.eventQueue().remove();
                for (Event event : events) {
                    handle(event, armed);
                }
                events.resume();
            }
        } catch (VMDisconnectedException gone) {
            // closed, or the server has ended: nobody comes there any more
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void handle(Event event, Trap trap) throws ReflectiveOperationException {
        if (event instanceof ExceptionEvent thrown) {
            forgetInterrupt(thrown);
        }
        if (trap == null) {
            return; // one that came too late
        }
        if (event instanceof ClassPrepareEvent loaded) {
            stopIn(loaded.referenceType(), trap);
        } else if (event instanceof BreakpointEvent stop
                && isMeant(stop.thread(), trap.point)
                && trap.reached.incrementAndGet() == 1) {
            fail(stop.thread(), trap);
        }
    }

    private static boolean isMeant(ThreadReference thread, CrashPoint point) {
        if (point.caller().isEmpty()) {
            return true;
        }
        try {
            for (StackFrame frame : thread.frames()) {
                if (frame.location().declaringType().name().equals(point.caller())) {
                    return true;
                }
            }
            return false;
        } catch (IncompatibleThreadStateException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fail(ThreadReference thread, Trap trap) throws ReflectiveOperationException {
        try {
            if (trap.fault == Fault.OUT_OF_MEMORY) {
                // the machine ends at this, before there could be an answer
                ((ArrayType) server.classesByName("long[]").get(0)).newInstance(Integer.MAX_VALUE - 8);
                return;
            }
            ClassType type = (ClassType)
                    server.classesByName("java.lang.StackOverflowError").get(0);
            ObjectReference error = made(type, thread, "thrown on purpose at " + trap.point);
            ExceptionRequest thrown = server.eventRequestManager().createExceptionRequest(type, true, true);
            thrown.addThreadFilter(thread);
            thrown.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            thrown.enable();
            thread.stop(error);
            error.enableCollection();
        } catch (com.sun.jdi.InvalidTypeException
                | com.sun.jdi.ClassNotLoadedException
                | com.sun.jdi.InvocationException
                | IncompatibleThreadStateException e) {
            throw new ReflectiveOperationException(e);
        }
    }

    /** Nothing in the server refers to it until it is thrown: it may be collected at once, and is made again then. */
    private ObjectReference made(ClassType type, ThreadReference thread, String message)
            throws com.sun.jdi.InvalidTypeException, com.sun.jdi.ClassNotLoadedException,
                    com.sun.jdi.InvocationException, IncompatibleThreadStateException {
        Method constructor = type.concreteMethodByName("<init>", "(Ljava/lang/String;)V");
        while (true) {
            try {
                ObjectReference made = type.newInstance(
                        thread, constructor, List.of(server.mirrorOf(message)), ClassType.INVOKE_SINGLE_THREADED);
                made.disableCollection();
                return made;
            } catch (ObjectCollectedException e) {
                continue;
            }
        }
    }

    /** A thread that is stopped is interrupted too, which closes each file that it writes to afterwards: no error would do that. */
    private void forgetInterrupt(ExceptionEvent thrown) throws ReflectiveOperationException {
        server.eventRequestManager().deleteEventRequest(thrown.request());
        ClassType type = (ClassType) server.classesByName("java.lang.Thread").get(0);
        Method interrupted = type.concreteMethodByName("interrupted", "()Z");
        try {
            type.invokeMethod(thrown.thread(), interrupted, List.of(), ClassType.INVOKE_SINGLE_THREADED);
        } catch (com.sun.jdi.InvalidTypeException
                | com.sun.jdi.ClassNotLoadedException
                | com.sun.jdi.InvocationException
                | IncompatibleThreadStateException e) {
            throw new ReflectiveOperationException(e);
        }
    }

    /** Leaves the server. */
    @Override
    public void close() {
        try {
            server.dispose();
        } catch (VMDisconnectedException e) {
            System.getLogger("debugger").log(System.Logger.Level.DEBUG, "the server has ended", e);
        }
    }
}
