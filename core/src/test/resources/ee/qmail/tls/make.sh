#!/bin/sh
# Made the files beside it, once, with OpenSSL 3: keys for tests and for nothing else, in all forms in which administrators have them.
set -eu
days=36500
v3() { printf 'basicConstraints=critical,%s\nkeyUsage=%s\n%s\n' "$1" "$2" "${3:-}"; }

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.crt -days $days -subj '/CN=Test Root'
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout issuer.key -subj '/CN=Test Issuer' -out tmp.csr
v3 CA:TRUE keyCertSign,cRLSign > tmp.ext
openssl x509 -req -in tmp.csr -CA root.crt -CAkey root.key -days $days -extfile tmp.ext -out issuer.crt

# leaf NAME SUBJECT EXTENSION, the key in NAME.key
leaf() {
  openssl req -new -key "$1.key" -subj "$2" -out tmp.csr
  v3 CA:FALSE digitalSignature "$3" > tmp.ext
  openssl x509 -req -in tmp.csr -CA issuer.crt -CAkey issuer.key -days $days -extfile tmp.ext -out "$1.crt"
}
curve() { openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$1" -out "$2.key"; }
rsa() { openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$1" -out "$2.key"; }

curve P-256 ec; leaf ec '/CN=mx.example.org' 'subjectAltName=DNS:mx.example.org,DNS:MAIL.example.org'
rsa 2048 rsa; leaf rsa '/CN=mx.example.org' 'subjectAltName=DNS:mx.example.org'
curve P-384 wildcard; leaf wildcard '/CN=whatever' 'subjectAltName=DNS:*.example.net'
curve P-256 common-name; leaf common-name '/CN=old.example.com' ''
curve P-256 nobody; leaf nobody '/CN=A person' ''
curve P-521 p521; leaf p521 '/CN=mx.example.org' ''
rsa 1024 rsa1024; leaf rsa1024 '/CN=mx.example.org' ''
openssl genpkey -algorithm ED25519 -out ed25519.key; leaf ed25519 '/CN=mx.example.org' ''
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.key; leaf pss '/CN=mx.example.org' ''
curve P-256 client; leaf client '/CN=Ana/emailAddress=ana@example.org' 'extendedKeyUsage=clientAuth'
curve P-256 client-san; leaf client-san '/CN=Bob' 'subjectAltName=email:bob@example.org'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout stranger.key -out stranger.crt -days $days \
  -subj '/CN=Stranger' -addext 'subjectAltName=email:ana@example.org'

# the forms of a key
openssl ec -in ec.key -out ec.sec1.key
openssl ecparam -name prime256v1 > ec.parameters.key; cat ec.sec1.key >> ec.parameters.key
openssl rsa -in rsa.key -traditional -out rsa.pkcs1.key
openssl pkcs8 -topk8 -in ec.key -passout pass:secret -out ec.encrypted.key
openssl pkcs8 -topk8 -in ec.key -passout pass:secret -v1 PBE-SHA1-3DES -out ec.encrypted.3des.key
openssl pkcs8 -topk8 -in ec.key -passout pass:secret -scrypt -out ec.encrypted.scrypt.key
openssl pkcs8 -topk8 -in rsa.key -passout pass:secret -v2 aes-128-cbc -v2prf hmacWithSHA512 -out rsa.encrypted.key
openssl ec -in ec.key -aes128 -passout pass:secret -out ec.encrypted.sec1.key

# a list of what is revoked: the certificate of Ana
touch tmp.index; echo 01 > tmp.number
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=tmp.index\ncrlnumber=tmp.number\ndefault_md=sha256\ndefault_crl_days=%s\n' $days > tmp.conf
openssl ca -config tmp.conf -cert issuer.crt -keyfile issuer.key -revoke client.crt
openssl ca -config tmp.conf -cert issuer.crt -keyfile issuer.key -gencrl -out issuer.crl
openssl ca -config tmp.conf -cert root.crt -keyfile root.key -gencrl -out root.crl
rm -f tmp.* root.key issuer.key
