// The benchmark's echo service on containerd's ttrpc for Go, answering from memory. usage: echo_server SOCKET
package main

import (
	"context"
	"fmt"
	"net"
	"os"

	"casewire/bench"
	"github.com/containerd/ttrpc"
)

// caseWith returns the 410-byte case of every server of the benchmark, with this ID.
func caseWith(id int64) *bench.GetCaseResponse {
	return &bench.GetCaseResponse{
		Id:       id,
		Topic:    &bench.NamedID{Id: 17, Name: "Returns and complaints"},
		Status:   &bench.NamedID{Id: 3, Name: "Waiting for customer"},
		Priority: 2,
		Title:    "Delivery damaged: replacement for parcel 00342",
		Description: "The customer reports that the parcel arrived with a broken corner and that two of the four items " +
			"were scratched. Pictures were attached. They ask for a replacement before Friday or a full refund to the " +
			"original payment method; they prefer email.",
		OrderId:      90017345,
		Unread:       true,
		CreationTime: 1763712345678901,
		BlobId:       []byte("3f2b8c1e-9a47-4d0b-8f55-7c1d2e9a6b40"),
	}
}

func getCase(_ context.Context, decode func(interface{}) error) (interface{}, error) {
	var request bench.GetCaseRequest
	if err := decode(&request); err != nil {
		return nil, err
	}
	return caseWith(request.Id), nil
}

func serve(path string) error {
	server, err := ttrpc.NewServer()
	if err != nil {
		return err
	}
	server.Register("casewire.bench.v1.Echo", map[string]ttrpc.Method{"GetCase": getCase})
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	return server.Serve(context.Background(), listener)
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: echo_server SOCKET")
		os.Exit(64)
	}
	if err := serve(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "echo_server:", err)
		os.Exit(1)
	}
}
