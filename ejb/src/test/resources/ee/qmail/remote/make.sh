#!/bin/sh
# Made the files beside it, once, with OpenSSL 3: an authority, and servers that it has certified, for tests and for nothing else.
set -eu
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 36500 -subj '/CN=Test Authority'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tmp.key -out stranger.pem -days 36500 -subj '/CN=Stranger'

# server NAME EXTENSION DATES...
server() {
  openssl req -new -newkey rsa:2048 -nodes -keyout tmp.key -subj "/CN=$1" -out tmp.csr
  printf '%s\n' "$2" > tmp.ext
  openssl x509 -req -in tmp.csr -CA ca.pem -CAkey ca.key -extfile tmp.ext -out tmp.crt "$3" "$4"
  openssl pkcs12 -export -inkey tmp.key -in tmp.crt -out "$1.p12" -passout pass:secret
}
server mx 'subjectAltName=DNS:mx.example,IP:127.0.0.1' -days 36500
server other 'subjectAltName=DNS:other.example' -days 36500
server common 'keyUsage=digitalSignature,keyEncipherment' -days 36500
server expired 'subjectAltName=DNS:mx.example' -days -1
rm -f tmp.* ca.key
