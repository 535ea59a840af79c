package ee.qmail.caller;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;

/** Before the container's own interceptors: for a caller who may not, not even a transaction is begun. */
@Interceptor
@AdministratorsOnly
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
class AdministratorsInterceptor {
    @AroundInvoke
    Object invoke(InvocationContext invocation) throws Exception {
        Caller.current().mustBeAdministrator();
        return invocation.proceed();
    }
}
