package org.wildfly.security;

import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;

/** Has the name and the answer of the one that WildFly itself gives to each application. */
public final class OpenIdIdentityStore implements IdentityStore {
    @Override
    public CredentialValidationResult validate(Credential credential) {
        return CredentialValidationResult.NOT_VALIDATED_RESULT;
    }
}
