// Creates, reads and lists cases with containerd's ttrpc for Go, and checks the answers.
// usage: ttrpc-go SOCKET TOKEN, with the token of a customer. Prints a line a check; exits with 1 if any failed.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"casewire/v1"
	"github.com/containerd/ttrpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const (
	caseService  = "casewire.v1.CaseService"
	topicService = "casewire.v1.TopicService"

	callTimeout     = 5 * time.Second
	concurrentCalls = 64
	unknownID       = 1 << 40
)

// session calls with one token over one connection.
type session struct {
	client *ttrpc.Client
	token  string
}

// call makes a unary call with the token and a deadline.
func (s session) call(service, method string, request, response interface{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	return s.client.Call(s.authorized(ctx), service, method, request, response)
}

func (s session) authorized(ctx context.Context) context.Context {
	ctx = ttrpc.WithMetadata(ctx, ttrpc.MD{"authorization": []string{"Bearer " + s.token}})
	return ctx
}

func (s session) get(id int64) (*casewire_v1.CustomerGetCaseByIDResponse, error) {
	var response casewire_v1.CustomerGetCaseByIDResponse
	err := s.call(caseService, "CustomerGetCaseByID", &casewire_v1.CustomerGetCaseByIDRequest{Id: id}, &response)
	return &response, err
}

// journey is what the checks share: each uses what those before it left.
type journey struct {
	session
	topic   *casewire_v1.CaseTopic
	request *casewire_v1.CustomerCreateCaseRequest
	id      int64
}

func (j *journey) listsTopics() error {
	var response casewire_v1.ListCaseTopicsResponse
	if err := j.call(topicService, "ListCaseTopics", &casewire_v1.ListCaseTopicsRequest{}, &response); err != nil {
		return err
	}
	if len(response.Results) == 0 {
		return errors.New("there are no topics")
	}
	j.topic = response.Results[0]
	return nil
}

func (j *journey) creates() error {
	j.request = &casewire_v1.CustomerCreateCaseRequest{
		TopicId: j.topic.Id, Title: "Müller's parcel is late", Description: "Two lines,\none with a €.",
	}
	var response casewire_v1.CustomerCreateCaseResponse
	if err := j.call(caseService, "CustomerCreateCase", j.request, &response); err != nil {
		return err
	}
	if response.Id <= 0 {
		return fmt.Errorf("the new case has ID %d", response.Id)
	}
	j.id = response.Id
	return nil
}

func (j *journey) reads() error {
	found, err := j.get(j.id)
	if err != nil {
		return err
	}
	return firstError(
		same("ID", found.Id, j.id),
		same("TopicID", found.TopicId, j.topic.Id),
		same("TopicName", found.TopicName, j.topic.Name),
		same("StatusName", found.StatusName, "New"),
		same("Priority", found.Priority, casewire_v1.CasePriority_CASE_PRIORITY_LOW),
		same("Title", found.Title, j.request.Title),
		same("Description", found.Description, j.request.Description),
		same("DescriptionCanBeModified", found.DescriptionCanBeModified, true),
		same("Version", found.Version, int64(1)),
		same("OrderID present", found.XOrderId != nil, false),
		same("ReportingTime present", found.ReportingTime != nil, true),
	)
}

func (j *journey) lists() error {
	var response casewire_v1.CustomerListCasesResponse
	if err := j.call(caseService, "CustomerListCases", &casewire_v1.CustomerListCasesRequest{}, &response); err != nil {
		return err
	}
	for _, found := range response.Results {
		if found.Id == j.id {
			return same("Title", found.Title, j.request.Title)
		}
	}
	return fmt.Errorf("case %d is not among the %d listed", j.id, len(response.Results))
}

func (j *journey) refusesBadToken() error {
	stranger := session{client: j.client, token: "cw_wrong"}
	_, err := stranger.get(j.id)
	return hasCode(err, codes.Unauthenticated)
}

func (j *journey) knowsNoOtherCase() error {
	_, err := j.get(unknownID)
	return hasCode(err, codes.NotFound)
}

func (j *journey) refusesWrongRequest() error {
	var response casewire_v1.CustomerCreateCaseResponse
	request := &casewire_v1.CustomerCreateCaseRequest{TopicId: j.topic.Id, Title: "No", Description: "Too short a title."}
	return hasCode(j.call(caseService, "CustomerCreateCase", request, &response), codes.InvalidArgument)
}

func (j *journey) knowsNoOtherMethod() error {
	var response casewire_v1.CustomerGetCaseByIDResponse
	request := &casewire_v1.CustomerGetCaseByIDRequest{Id: j.id}
	return hasCode(j.call(caseService, "NoSuchMethod", request, &response), codes.Unimplemented)
}

// A deadline that has passed fails the call, and the connection serves on.
func (j *journey) keepsDeadlines() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	var response casewire_v1.CustomerGetCaseByIDResponse
	request := &casewire_v1.CustomerGetCaseByIDRequest{Id: j.id}
	err := j.client.Call(j.authorized(ctx), caseService, "CustomerGetCaseByID", request, &response)
	if !errors.Is(err, context.DeadlineExceeded) && status.Code(err) != codes.DeadlineExceeded {
		return fmt.Errorf("an expired deadline gave %v", err)
	}
	_, err = j.get(j.id)
	return err
}

func (j *journey) callsAtOnce() error {
	failures := make(chan error, concurrentCalls)
	var calls sync.WaitGroup
	for i := 0; i < concurrentCalls; i++ {
		calls.Add(1)
		go func() {
			defer calls.Done()
			if found, err := j.get(j.id); err != nil {
				failures <- err
			} else if err := same("ID", found.Id, j.id); err != nil {
				failures <- err
			}
		}()
	}
	calls.Wait()
	close(failures)
	return <-failures
}

func same(what string, found, wanted interface{}) error {
	if found != wanted {
		return fmt.Errorf("%s is %v, and %v is wanted", what, found, wanted)
	}
	return nil
}

func firstError(errors ...error) error {
	for _, err := range errors {
		if err != nil {
			return err
		}
	}
	return nil
}

func hasCode(err error, wanted codes.Code) error {
	if err == nil {
		return fmt.Errorf("the call succeeded, and %v is wanted", wanted)
	}
	answer, ok := status.FromError(err)
	if !ok {
		return fmt.Errorf("%v is no status, and %v is wanted", err, wanted)
	}
	if answer.Code() != wanted {
		return fmt.Errorf("the status is %v (%s), and %v is wanted", answer.Code(), answer.Message(), wanted)
	}
	if answer.Message() == "" {
		return fmt.Errorf("the status %v has no message", wanted)
	}
	return nil
}

// run makes every check and returns how many failed. One that needs what a failed one was to leave fails too.
func run(j *journey) int {
	checks := []struct {
		name string
		try  func() error
	}{
		{"ListCaseTopics lists topics", j.listsTopics},
		{"CustomerCreateCase creates a case", j.creates},
		{"CustomerGetCaseByID reads it back", j.reads},
		{"CustomerListCases lists it", j.lists},
		{"a bad token is UNAUTHENTICATED", j.refusesBadToken},
		{"an unknown ID is NOT_FOUND", j.knowsNoOtherCase},
		{"a title that is too short is INVALID_ARGUMENT", j.refusesWrongRequest},
		{"an unknown method is UNIMPLEMENTED", j.knowsNoOtherMethod},
		{"an expired deadline fails the call alone", j.keepsDeadlines},
		{"calls at once on one connection are all answered", j.callsAtOnce},
	}
	failed := 0
	for _, check := range checks {
		if err := check.try(); err != nil {
			failed++
			fmt.Printf("failed: %s: %v\n", check.name, err)
			if j.topic == nil || j.id == 0 {
				return failed + 1
			}
			continue
		}
		fmt.Printf("passed: %s\n", check.name)
	}
	return failed
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: ttrpc-go SOCKET TOKEN")
		os.Exit(64)
	}
	connection, err := net.Dial("unix", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "ttrpc-go:", err)
		os.Exit(1)
	}
	client := ttrpc.NewClient(connection)
	defer client.Close()
	if run(&journey{session: session{client: client, token: os.Args[2]}}) > 0 {
		os.Exit(1)
	}
}
